"""Rule: a metric can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation
from summitgen.values.analysis import DEFAULT_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.delivery import MetricView
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """failureLimit is below the number of measurements."""
    for measured in workload.delivery.metrics:
        count, limit = _count(measured), measured.metric.failure_limit
        if count is not None and limit >= count:
            message = (
                f"the failureLimit {limit} is not below the count {count}: the metric would pass with every "
                f"measurement failed; {'only 0' if count == 1 else f'0 to {count - 1}'} is allowed"
            )
            remedy = f"Write `failureLimit: {count - 1}` or less, or a count of {limit + 1} or more."
            if isinstance(measured.metric, SmokeTest):
                remedy = "Leave failureLimit out: a smoke test runs once."
            yield Violation((*measured.path, "failureLimit"), message, remedy)


def _count(measured: MetricView) -> int | None:
    """How often it is measured at least where a verdict is waited for; None for an endless one."""
    if isinstance(measured.metric, SmokeTest):
        return 1
    if measured.metric.count is None and (measured.finite or not measured.stages):
        return DEFAULT_COUNT
    return measured.metric.count if isinstance(measured.metric.count, int) else None


RULE = Rule(
    id="analysis/failure-limit",
    title="A metric can fail",
    severity="error",
    reason=(
        "A metric fails when more than failureLimit of its measurements have failed. With a limit that its count "
        "can't exceed, a metric of which every measurement failed is reported as successful, and the version is "
        "promoted."
    ),
    source="progressive delivery rule 14; argo-rollouts #4393",
    bad="analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health, count: 5, failureLimit: 5}",
    good="analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health, count: 5, failureLimit: 2}",
    remedy="Let failureLimit be below count (5 where it is left out).",
    workload=check,
)
