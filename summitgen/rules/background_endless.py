"""Rule: a background analysis lasts as long as the rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of the background analysis."""
    for measured in workload.delivery.metrics:
        if "background" not in measured.stages:
            continue
        metric = measured.metric
        if isinstance(metric, SmokeTest):
            message = "a smoke test runs once, and a background analysis runs until the promotion"
            remedy = "Move the smoke test to an analysis of a step."
            yield Violation((*measured.path, "type"), message, remedy)
        elif isinstance(metric.count, int):
            message = f"a background metric has no count, and this one ends after {metric.count} measurements"
            yield Violation((*measured.path, "count"), message)


RULE = Rule(
    id="analysis/background-endless",
    title="A background analysis lasts as long as the rollout",
    severity="error",
    reason=(
        "A background analysis whose metrics all have a count succeeds when they are through and isn't started again: "
        "the rest of the rollout, at the higher weights, is not watched any more."
    ),
    source="progressive delivery rule 13",
    bad=(
        "deploymentStrategy: canary\nstrategies:\n  canary: {background: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health, count: 5}"
    ),
    good=(
        "deploymentStrategy: canary\nstrategies:\n  canary: {background: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health}"
    ),
    remedy="Leave the count out; where a step uses the analysis too, give the background one of its own.",
    workload=check,
)
