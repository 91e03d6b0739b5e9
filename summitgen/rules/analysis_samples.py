"""Rule: a window is expected to hold enough requests for its threshold."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from summitgen.model.metrics import Comparison, ErrorRate, LatencyMetric, QueryMetric, SuccessRate
from summitgen.rules.requests import smallest_load
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from summitgen.model.metrics import Metric
    from summitgen.rules.view import WorkloadView

EVENTS = 10
"""So many requests beyond the threshold, or behind the quantile, tell a bad version from chance."""


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of requests at their smallest weight, where the workload's traffic is told."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        tail = _tail(metric)
        load = None if tail is None else smallest_load(workload, measured)
        if tail is None or load is None or metric.dry_run or not isinstance(metric, QueryMetric):
            continue
        needed, expected = ceil(EVENTS / tail), load.per_second * metric.window.seconds
        if expected < needed:
            message = (
                f"at {load.weight} % of {workload.spec.traffic} the window {metric.window} holds about {expected:.0f} "
                f"requests, and {_what(metric)} needs {needed} to be told from chance"
            )
            longer = f"{ceil(needed / load.per_second)}s" if load.per_second else "a longer one"
            remedy = f"Write `window: {longer}` (with as long a pause before), or begin at a higher weight."
            yield Violation((*measured.path, "window"), message, remedy)


def _tail(metric: Metric) -> Decimal | None:
    """The share of requests that decides: those that may fail, or those that may be slower; None for other metrics."""
    if isinstance(metric, ErrorRate):
        return metric.threshold.fraction or None
    if isinstance(metric, SuccessRate):
        return (1 - metric.threshold.fraction) or None
    if isinstance(metric, LatencyMetric) or (isinstance(metric, Comparison) and metric.of == "latency"):
        return (1 - metric.quantile.fraction) or None
    return None


def _what(metric: Metric) -> str:
    if isinstance(metric, LatencyMetric | Comparison):
        return f"a quantile of {metric.quantile}"
    return f"a threshold of {getattr(metric, 'threshold', '')}"


RULE = Rule(
    id="analysis/samples",
    title="A window holds enough requests to judge by",
    severity="warning",
    reason=(
        "With a hundred requests in a window a single failure is 1 %, and the 99th percentile is the slowest request. "
        "Such an analysis aborts good versions by chance, until somebody loosens it so far that it stops none. Ten "
        "requests beyond the threshold are a usual measure of enough: ten divided by the threshold, and a thousand "
        "for a P99. The traffic is the expected one, so this is a warning."
    ),
    source="progressive delivery rule 23; ten counted events are known to about 30 % (Poisson: 1/sqrt(10))",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio}\nworkloads:\n  api:\n    deploymentStrategy: canary\n"
        "    traffic: 10/s\n    monitoring: {port: metrics}\n    ports: [{name: metrics, port: 9090}]\n"
        "    strategies:\n      canary:\n"
        "        steps: [{setWeight: 5}, {pause: 5m}, {analysis: slow}]\n"
        "    analyses:\n      - name: slow\n        metrics:\n"
        "          - {name: latency-p99, type: latency, quantile: 99%, threshold: 1s, window: 2m}"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio}\nworkloads:\n  api:\n    deploymentStrategy: canary\n"
        "    traffic: 200/s\n    monitoring: {port: metrics}\n    ports: [{name: metrics, port: 9090}]\n"
        "    strategies:\n      canary:\n"
        "        steps: [{setWeight: 5}, {pause: 5m}, {analysis: slow}]\n"
        "    analyses:\n      - name: slow\n        metrics:\n"
        "          - {name: latency-p99, type: latency, quantile: 99%, threshold: 1s, window: 2m}"
    ),
    remedy="Lengthen the window and the pause before it, or begin at a higher weight.",
    workload=check,
)
