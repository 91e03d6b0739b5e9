"""Rule: a latency's threshold lies where the histogram can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import LatencyMetric
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.units import Latency
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Latency metrics, where the workload's buckets are given."""
    monitoring = workload.spec.monitoring
    if monitoring is None or not monitoring.durations.buckets:
        return
    bounds = sorted(monitoring.durations.buckets, key=lambda bound: bound.seconds)
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if isinstance(metric, LatencyMetric):
            for message, remedy in _judge(metric, bounds):
                related = (workload.related("the buckets", ("monitoring", "durations", "buckets")),)
                yield Violation((*measured.path, "threshold"), message, remedy, related=related)


def _judge(metric: LatencyMetric, bounds: list[Latency]) -> Iterator[tuple[str, str]]:
    threshold, last = metric.threshold, bounds[-1]
    if threshold.seconds > last.seconds:
        message = f"the threshold {threshold} lies above the last bucket, {last}, behind which nothing is told apart"
        yield message, f"Write `threshold: {last}` or less, or give the histogram a higher bucket."
    elif metric.form == "slo" and all(bound.seconds != threshold.seconds for bound in bounds):
        listed = ", ".join(str(bound) for bound in bounds)
        message = f"the form slo counts the requests below a bucket's bound, and {threshold} is none of {listed}"
        yield message, "Write one of these bounds, or `form: quantile`."


RULE = Rule(
    id="analysis/latency-bucket",
    title="A latency's threshold lies inside the buckets",
    severity="error",
    reason=(
        "A histogram says nothing about response times above its last finite bound: a quantile never gets higher, so "
        "a threshold above it can't be exceeded and the metric never fails. The form slo asks for one bucket by its "
        "bound, and has no result where there is no such bucket."
    ),
    source="progressive delivery rule 24",
    bad=(
        "monitoring:\n  port: http\n  durations: {buckets: [100ms, 500ms, 1s]}\nanalyses:\n  - name: fast\n"
        "    metrics:\n      - {name: latency-p95, type: latency, threshold: 2s}"
    ),
    good=(
        "monitoring:\n  port: http\n  durations: {buckets: [100ms, 500ms, 1s]}\nanalyses:\n  - name: fast\n"
        "    metrics:\n      - {name: latency-p95, type: latency, threshold: 500ms}"
    ),
    remedy="Write a threshold that is one of the bounds.",
    workload=check,
)
