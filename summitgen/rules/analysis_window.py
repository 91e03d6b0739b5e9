"""Rule: a rate's window holds enough samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Database, PromQL, QueryMetric, ResourceUsage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.model.units import Duration
    from summitgen.rules.view import WorkloadView

SCRAPES = 4


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The windows of the metrics that may be measured, against the scrape interval."""
    prometheus = workload.context.environment.cluster.prometheus
    if prometheus is None:
        return
    least = SCRAPES * prometheus.scrape_interval.seconds
    for measured in workload.delivery.metrics:
        window = _window(measured.metric) if measured.stages else None
        if window is not None and window.seconds < least:
            message = (
                f"the window {window} is shorter than {SCRAPES} scrape intervals of "
                f"{prometheus.scrape_interval}; it needs {least}s or more"
            )
            yield Violation((*measured.path, "window"), message, f"Write `window: {least}s`.")


def _window(metric: Metric) -> Duration | None:
    """The window that the metric's query uses; None where it has none."""
    if isinstance(metric, PromQL) or not isinstance(metric, QueryMetric):
        return None
    if isinstance(metric, Database) and metric.source == "readiness":
        return None
    if isinstance(metric, ResourceUsage) and metric.resource == "memory":
        return None
    return metric.window


RULE = Rule(
    id="analysis/window",
    title="A window holds enough samples",
    severity="error",
    reason=(
        "A rate needs two samples in its window. With a window of two scrape intervals one late or lost scrape leaves "
        "a single sample and thus no result; four leave room for that. A query of one's own (promql) has its range in "
        "itself."
    ),
    source="progressive delivery rule 20",
    bad=(
        "deploymentStrategy: canary\nmonitoring: {port: http}\nstrategies:\n  canary: {background: errors}\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, window: 1m}"
    ),
    good=(
        "deploymentStrategy: canary\nmonitoring: {port: http}\nstrategies:\n  canary: {background: errors}\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, window: 2m}"
    ),
    remedy="Let the window be at least four scrape intervals.",
    workload=check,
)
