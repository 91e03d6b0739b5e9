"""Rule: before a promotion, nothing is asked of requests that nobody makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import ErrorRate, LatencyMetric, SmokeTest, SuccessRate
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

REQUESTS = (ErrorRate, SuccessRate, LatencyMetric)


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of requests before a promotion for which no data is no success."""
    delivery = workload.delivery
    for measured in delivery.metrics:
        metric = measured.metric
        if "prePromotion" not in measured.stages or not isinstance(metric, REQUESTS) or metric.no_data == "pass":
            continue
        if metric.dry_run:  # reported, and decides nothing
            continue
        # A smoke test makes requests, and the metrics beside it may insist on them.
        siblings = (other.metric for other in delivery.metrics if other.path[:2] == measured.path[:2])
        if not any(isinstance(other, SmokeTest) for other in siblings):
            message = (
                f'the metric "{metric.name}" is measured before the promotion, when nobody calls the new version: its '
                f"noData is {metric.no_data}, so it never succeeds"
            )
            yield Violation((*measured.path, "noData"), message)


RULE = Rule(
    id="analysis/preview-traffic",
    title="Before a promotion, nothing is asked of requests that nobody makes",
    severity="error",
    reason=(
        "Until a blue-green promotion the new version gets no requests but those of checks, so a rate has no data. "
        "With hold every analysis run is Inconclusive, and promoting starts the same run again; with fail every "
        "delivery is aborted. A metric of requests says something after the promotion, or beside a smoke test, which "
        "makes some."
    ),
    source="progressive delivery rule 30; argo-rollouts, rollout/analysis.go",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: blueGreen\n"
        "    strategies: {blueGreen: {prePromotion: before}}\n    analyses:\n      - name: before\n        metrics:\n"
        "          - {name: errors, type: errorRate, threshold: 5%}"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: blueGreen\n"
        "    strategies: {blueGreen: {prePromotion: before, postPromotion: after}}\n    analyses:\n"
        "      - name: before\n        metrics:\n          - {name: health, type: health}\n"
        "      - name: after\n        metrics:\n          - {name: errors, type: errorRate, threshold: 5%}"
    ),
    remedy="Write `noData: pass`, or move the metric to `postPromotion`.",
    workload=check,
)
