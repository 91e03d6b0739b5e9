"""Rule: a latency's threshold lies where the histogram can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Related
from summitgen.model.metrics import Comparison, LatencyMetric
from summitgen.model.units import Latency
from summitgen.rules.rule import Rule, Violation
from summitgen.syntax import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


# Envoy's bounds, which Istio's sidecars use unless a pod's annotation gives others (envoyproxy/envoy,
# source/common/stats/histogram_impl.cc), and the Linkerd proxy's (linkerd2-proxy, linkerd/metrics/src/latency.rs).
OF_MESH = {
    "istio": (
        "0.5ms", "1ms", "5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2.5s", "5s", "10s", "30s",
        "60s", "300s", "600s", "1800s", "3600s",
    ),
    "linkerd": (
        "1ms", "10ms", "50ms", "100ms", "200ms", "300ms", "400ms", "500ms", "1s", "5s", "10s",
    ),
}  # fmt: skip
OTHER_BUCKETS = "sidecar.istio.io/statsHistogramBuckets"


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Latency metrics and comparisons, where the buckets are known: the workload's own, else its mesh's."""
    bounds, related = _buckets(workload)
    if not bounds:
        return
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if isinstance(metric, LatencyMetric):
            for message, remedy in _judge(metric, bounds):
                yield Violation((*measured.path, "threshold"), message, remedy, related=related)
        elif isinstance(metric, Comparison) and _hides(metric.floor, bounds[-1]):
            message = f"the floor {metric.floor} is not below the last bucket, {bounds[-1]}: no difference exceeds it"
            yield Violation((*measured.path, "floor"), message, "Write `floor: 50ms`.", related=related)


def _hides(floor: object, last: Latency) -> bool:
    return isinstance(floor, Latency) and floor.seconds >= last.seconds


def _buckets(workload: WorkloadView) -> tuple[list[Latency], tuple[Related, ...]]:
    monitoring = workload.spec.monitoring
    if monitoring is not None:
        given = sorted(monitoring.durations.buckets, key=lambda bound: bound.seconds)
        return given, (workload.related("the buckets", ("monitoring", "durations", "buckets")),)
    if OTHER_BUCKETS in workload.spec.annotations:
        return [], ()
    mesh = workload.context.mesh
    place = place_of(workload.environment.tree, ("cluster", "mesh"))
    return [Latency(text) for text in OF_MESH.get(mesh, ())], (Related(f"the buckets are those of {mesh}", place),)


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
        "bound, and has no result where there is no such bucket. Where the workload has no metrics of its own the "
        "buckets are those that Istio and Linkerd have by default."
    ),
    source="progressive delivery rule 24; Envoy and linkerd2-proxy, default histogram bounds",
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
