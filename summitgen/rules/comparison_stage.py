"""Rule: two versions are compared while both get requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Business, Comparison
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

STAGES = {"prePromotion": "before a promotion", "postPromotion": "after a promotion"}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics that compare with stable, in an analysis of blue-green."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        alone = [words for stage, words in STAGES.items() if stage in measured.stages]
        if alone and isinstance(metric, Comparison | Business):
            when = " and ".join(alone)
            message = f'the metric "{metric.name}" compares two versions, and {when} only one of them gets requests'
            yield Violation((*measured.path, "type"), message)


RULE = Rule(
    id="analysis/comparison-stage",
    title="Two versions are compared while both get requests",
    severity="error",
    reason=(
        "A comparison needs requests to both versions at the same time. Before a blue-green promotion only the old "
        "version gets them and afterwards only the new one, whose preview Service leads to the same pods then. The "
        "query has no data, and the analysis is Inconclusive for ever or passes unseen."
    ),
    source="progressive delivery section 2; argo-rollouts, rollout/service.go",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: blueGreen\n"
        "    strategies: {blueGreen: {postPromotion: after}}\n    analyses:\n      - name: after\n        metrics:\n"
        "          - {name: worse, type: comparison, threshold: 20%}"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n"
        "    strategies:\n      canary:\n        steps: [{setWeight: 25}, {pause: 5m}, {analysis: step}]\n"
        "    analyses:\n      - name: step\n        metrics:\n"
        "          - {name: worse, type: comparison, threshold: 20%}"
    ),
    remedy="Compare in the steps of a canary; after a promotion give the metric a threshold of its own.",
    workload=check,
)
