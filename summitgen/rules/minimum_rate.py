"""Rule: the least rate that counts is one that the traffic reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Business
from summitgen.rules.requests import OF_REQUESTS, smallest_load
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """minimumRate of the metrics of requests, at their smallest weight."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if not isinstance(metric, (*OF_REQUESTS, Business)) or metric.minimum_rate is None:
            continue
        load = smallest_load(workload, measured)
        if load is not None and load.per_second <= metric.minimum_rate.per_second:
            message = (
                f"at {load.weight} % of {workload.spec.traffic} there are about {float(load.per_second):g} requests "
                f"per second, and up to {metric.minimum_rate} the result counts as no data, which means "
                f"{metric.no_data}"
            )
            yield Violation((*measured.path, "minimumRate"), message)


RULE = Rule(
    id="analysis/minimum-rate",
    title="The traffic exceeds the least rate that counts",
    severity="error",
    reason=(
        "Below minimumRate a result counts as no data, whatever it says. Where the expected traffic at the smallest "
        "weight doesn't exceed it the metric never has data there: it holds or aborts every rollout, or passes "
        "every version."
    ),
    source="progressive delivery section 2 (the guarded form: requests above MIN) and rule 23",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio}\nworkloads:\n  api:\n    deploymentStrategy: canary\n"
        "    traffic: 10/s\n    strategies:\n      canary:\n"
        "        steps: [{setWeight: 5}, {pause: 20m}, {analysis: errors}]\n"
        "    analyses:\n      - name: errors\n        metrics:\n"
        "          - {name: errors, type: errorRate, threshold: 5%, window: 10m, minimumRate: 1/s}"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio}\nworkloads:\n  api:\n    deploymentStrategy: canary\n"
        "    traffic: 10/s\n    strategies:\n      canary:\n"
        "        steps: [{setWeight: 5}, {pause: 20m}, {analysis: errors}]\n"
        "    analyses:\n      - name: errors\n        metrics:\n"
        "          - {name: errors, type: errorRate, threshold: 5%, window: 10m, minimumRate: 0.1/s}"
    ),
    remedy="Lower minimumRate, or begin at a higher weight.",
    workload=check,
)
