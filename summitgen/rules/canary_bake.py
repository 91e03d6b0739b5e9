"""Rule: the last weight lasts long enough to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import QueryMetric
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.rungs import STEPS, least_seconds
from summitgen.values.in_a_row import lookback_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.rungs import Rung
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The last rung: something stands behind it, and it covers a measurement of the background analysis."""
    rungs = workload.delivery.rungs
    if not rungs:
        return
    last = rungs[-1]
    if last.weight == 100 and not last.behind:
        message = "the weight 100 is followed by the promotion at once; a pause or an analysis has to stand between"
        remedy = "Put `- pause: 5m` behind it, or leave this last weight out: the promotion sets it by itself."
        yield Violation((*STEPS, last.index, "setWeight"), message, remedy)
    elif last.behind and not any(step.analyses for _, step in last.behind):
        yield from _covered(workload, last)


def _covered(workload: WorkloadView, last: Rung) -> Iterator[Violation]:
    lasts = least_seconds((step for _, step in last.behind), workload.delivery.analyses)
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if "background" not in measured.stages or not isinstance(metric, QueryMetric):
            continue
        needed = lookback_seconds(metric) + metric.interval.seconds
        if lasts < needed:
            message = (
                f'the last weight, {last.weight}, lasts {lasts:.0f}s, and the background metric "{metric.name}" needs '
                f"{needed}s to judge it: its window of {lookback_seconds(metric)}s and an interval"
            )
            remedy = f"Let the pauses behind the last weight be {needed}s or more together, or put an analysis there."
            yield Violation((*STEPS, last.index, "setWeight"), message, remedy)


RULE = Rule(
    id="canary/bake",
    title="The last weight lasts long enough to be judged",
    severity="error",
    reason=(
        "When the last step is done the version is promoted: its analyses are ended, each as successful unless a limit "
        "was passed already, and an abort doesn't lead back any more. What only shows under most of the traffic has to "
        "show at the last weight, so that has to last as long as its guard needs for one full window."
    ),
    source="progressive delivery rule 8; argo-rollouts, rollout/analysis.go (IsFullyPromoted) and analysis/analysis.go",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - pause: 5m\n      - setWeight: 100"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - pause: 5m\n      - setWeight: 75\n      - pause: 10m"
    ),
    remedy="Put a longer pause, or an analysis, behind the last weight.",
    workload=check,
)
