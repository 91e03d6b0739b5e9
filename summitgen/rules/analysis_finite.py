"""Rule: an analysis that is waited for ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Counts of the metrics of steps and promotions, and of smoke tests."""
    for measured in workload.delivery.metrics:
        metric, path = measured.metric, (*measured.path, "count")
        if isinstance(metric, SmokeTest):
            if metric.count not in (None, 1):
                message = f"a smoke test runs once, and its count is {metric.count}"
                yield Violation(path, message, "Leave the count out.")
        elif metric.count == "endless" and measured.finite:
            message = "an endless metric is allowed in a background analysis only; this one's verdict is waited for"
            yield Violation(path, message)


RULE = Rule(
    id="analysis/finite",
    title="An analysis that is waited for ends",
    severity="error",
    reason=(
        "A step, and a promotion, wait for the verdict of their analysis. The controller refuses a Rollout in which "
        "one of its metrics never ends, when it gets there; the linter of Argo Rollouts passes it."
    ),
    source="progressive delivery rule 12",
    bad=(
        "deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health, count: endless}"
    ),
    good=(
        "deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health, count: 3}"
    ),
    remedy="Write `count: 5`, or leave it out, which means 5.",
    workload=check,
)
