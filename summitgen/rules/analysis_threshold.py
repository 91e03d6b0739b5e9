"""Rule: a threshold leaves room for good and for bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Business, Comparison, ErrorRate, LatencyMetric, ResourceUsage, SuccessRate
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Thresholds that no version meets, or that every version meets, and quantiles that are none."""
    for measured in workload.delivery.metrics:
        for key, message, remedy in _judge(measured.metric):
            yield Violation((*measured.path, key), message, remedy)


def _judge(metric: Metric) -> Iterator[tuple[str, str, str]]:
    if isinstance(metric, ErrorRate | ResourceUsage) and metric.threshold.fraction == 0:
        message = f"the metric fails at or above {metric.threshold}, and thus always; it has to be above 0%"
        yield "threshold", message, "Write `threshold: 1%`, say."
    if isinstance(metric, SuccessRate) and metric.threshold.fraction == 1:
        message = f"the metric fails at or below {metric.threshold}, and thus always; it has to be below 100%"
        yield "threshold", message, "Write `threshold: 99.9%`, say."
    if isinstance(metric, SuccessRate | Business) and metric.threshold.fraction == 0:
        yield (
            "threshold",
            "no version is worse than 0%; the threshold has to be above 0%",
            "Write `threshold: 80%`, say.",
        )
    if isinstance(metric, LatencyMetric) and metric.threshold.seconds == 0:
        yield (
            "threshold",
            "no answer takes less than 0 ms; the threshold has to be above it",
            "Write `threshold: 500ms`.",
        )
    if isinstance(metric, LatencyMetric | Comparison) and not 0 < metric.quantile.fraction < 1:
        message = f"{metric.quantile} is no quantile that a histogram can tell; it lies between 0% and 100%"
        yield "quantile", message, "Write `quantile: 95%`."


RULE = Rule(
    id="analysis/threshold",
    title="A threshold leaves room for good and for bad",
    severity="error",
    reason=(
        "A metric fails where its threshold is met: an error rate of 0% fails at or above 0%, so that no version ever "
        "passes, and a success rate of 0% lets everything pass. The 0% and 100% quantiles of a histogram are the "
        "bounds of its buckets and no measurement."
    ),
    source="summit.md group 1 (no promotion could ever pass)",
    bad="analyses:\n  - name: errors\n    metrics:\n      - {name: error-rate, type: errorRate, threshold: 0%}",
    good="analyses:\n  - name: errors\n    metrics:\n      - {name: error-rate, type: errorRate, threshold: 0.1%}",
    remedy="Write a threshold between the two.",
    workload=check,
)
