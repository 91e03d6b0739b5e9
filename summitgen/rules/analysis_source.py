"""Rule: a metric has something to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import (
    Business,
    Comparison,
    Database,
    ErrorRate,
    LatencyMetric,
    QueryMetric,
    SuccessRate,
)
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.delivery import MetricView
    from summitgen.rules.view import WorkloadView

OF_REQUESTS = (ErrorRate, SuccessRate, LatencyMetric, Comparison)
MONITOR = "Add `monitoring: {port: metrics, path: /metrics}` to the workload"


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each metric that may be measured and is a query."""
    for measured in workload.delivery.metrics:
        if measured.stages and isinstance(measured.metric, QueryMetric):
            yield from _query(workload, measured, measured.metric)


def _query(workload: WorkloadView, measured: MetricView, metric: QueryMetric) -> Iterator[Violation]:
    if isinstance(metric, Database) and metric.source == "readiness":
        return
    context, path = workload.context, (*measured.path, "type")
    if context.environment.cluster.prometheus is None:
        message = f'the metric "{metric.name}" asks Prometheus, and cluster.prometheus is not set'
        yield Violation(path, message, "Set `cluster.prometheus.address`, or take a metric of type health.")
    elif workload.spec.monitoring is not None:
        return
    elif isinstance(metric, Business):
        message = f'the metric "{metric.name}" counts what the workload itself reports, and it has no monitoring'
        yield Violation(path, message, f"{MONITOR}.")
    elif isinstance(metric, OF_REQUESTS) and context.mesh == "none":
        message = f'the metric "{metric.name}" is one of requests, and neither the workload nor a mesh measures any'
        yield Violation(path, message, f"{MONITOR}, or set cluster.mesh.")
    elif isinstance(metric, OF_REQUESTS) and _unsplit(workload, measured):
        message = (
            f'the metric "{metric.name}" comes from Istio, which tells versions apart by their Services, and without '
            "a traffic router the canary's Service gets no requests"
        )
        yield Violation(path, message, f"{MONITOR}, or set `cluster.trafficRouter: istio`.")


def _unsplit(workload: WorkloadView, measured: MetricView) -> bool:
    of_canary = not {"step", "background"}.isdisjoint(measured.stages)
    return of_canary and workload.context.mesh == "istio" and workload.context.router == "none"


RULE = Rule(
    id="analysis/source",
    title="A metric has something to measure",
    severity="error",
    reason=(
        "A query of series that nobody writes has no result. By what no data means the rollout then stops for ever, "
        "aborts, or is let through unseen. Requests are measured by the workload itself (monitoring) or by a mesh; "
        "business rates only by the workload; all queries need the address of a Prometheus."
    ),
    source="progressive delivery rules 17 and 37; summit.md group 5",
    bad=(
        "deploymentStrategy: canary\nstrategies:\n  canary: {background: errors}\nanalyses:\n"
        "  - name: errors\n    metrics:\n      - {name: error-rate, type: errorRate, threshold: 2%}"
    ),
    good=(
        "deploymentStrategy: canary\nmonitoring: {port: http, path: /metrics}\nstrategies:\n"
        "  canary: {background: errors}\nanalyses:\n"
        "  - name: errors\n    metrics:\n      - {name: error-rate, type: errorRate, threshold: 2%}"
    ),
    remedy=f"{MONITOR}.",
    workload=check,
)
