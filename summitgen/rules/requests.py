"""What rules know of the requests behind a metric: whether it is a rate, and of how many requests at the least."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from summitgen.model.metrics import (
    Business,
    Comparison,
    ErrorRate,
    LatencyMetric,
    QueryMetric,
    ResourceUsage,
    SuccessRate,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from summitgen.model.metrics import Metric
    from summitgen.rules.delivery import MetricView
    from summitgen.rules.rungs import Rung
    from summitgen.rules.view import WorkloadView

OF_REQUESTS = (ErrorRate, SuccessRate, LatencyMetric, Comparison)


class Load(NamedTuple):
    """The smallest share of the traffic (percent) at which a metric is measured, and the requests per second."""

    weight: int
    per_second: Decimal


def has_rate(metric: Metric) -> TypeGuard[QueryMetric]:
    """Whether the metric is a rate over its window that depends on the traffic or the version."""
    if isinstance(metric, ResourceUsage):
        return metric.resource == "cpu"
    return isinstance(metric, (*OF_REQUESTS, Business))


def smallest_load(workload: WorkloadView, measured: MetricView) -> Load | None:
    """The load at the smallest weight of a metric's stages; None where none is told, or users make none of it."""
    traffic = workload.spec.traffic
    weights = [] if traffic is None else _weights(workload, measured)
    if traffic is None or not weights:
        return None
    return Load(min(weights), traffic.per_second * min(weights) / 100)


def _weights(workload: WorkloadView, measured: MetricView) -> list[int]:
    """The weights at which a metric is measured; a preview and an experiment have no share that a spec tells."""
    rungs = workload.delivery.rungs
    weights = [100] if "postPromotion" in measured.stages else []
    if "background" in measured.stages:
        weights += [rung.weight for rung in rungs if _last(rung) >= _start(workload)]
    name = workload.analysis_of(measured)
    weights += [rung.weight for rung in rungs if any(step.analysis == name for _, step in rung.behind)]
    return weights


def _last(rung: Rung) -> int:
    return rung.behind[-1][0] if rung.behind else rung.index


def _start(workload: WorkloadView) -> int:
    canary = workload.delivery.canary
    return (canary.background_from_step or 0) if canary is not None else 0
