"""Metrics that fail at so many bad values in a row, which the controller can't count itself.

Its ``failureLimit`` counts all failures of a run, in a row or not (argo-rollouts, analysis/analysis.go and #4792). So
Prometheus counts: a subquery takes the value at each interval. Its range is open on the left in Prometheus 3 and
closed in 2 (promql/engine.go of each), so that the same range holds one point more in 2 where they meet the bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.values.conditions import OPPOSITE

if TYPE_CHECKING:
    from summitgen.model.metrics import QueryMetric
    from summitgen.values.conditions import Comparator

COMPANION = "-data"
"""What the name of the metric beside it ends with, which says what no data means."""


def bad_in_a_row(query: str, comparator: Comparator, threshold: str, metric: QueryMetric, major: int) -> str:
    """How many of the last values of a query were bad, of as many as the metric tolerates less than; absent ones not.

    ``major`` is Prometheus' major version. The value is good while ``value comparator threshold``.
    """
    step = metric.interval.seconds
    # Times are whole milliseconds: without its first one a closed range holds what the open one holds.
    span = f"{row(metric) * step}s" if major >= 3 else f"{row(metric) * step * 1000 - 1}ms"
    # A comment at the query's end would swallow what follows on its line.
    end = "\n" if "#" in query else ""
    bad = f"({query}{end}) {OPPOSITE[comparator]} {threshold}"
    return f"max(count_over_time(({bad})[{span}:{step}s])) or vector(0)"


def row(metric: QueryMetric) -> int:
    """At how many bad values in a row the metric fails; 1 where the first one decides."""
    return metric.failures_in_a_row or 1


def lookback_seconds(metric: QueryMetric) -> int:
    """How far back the oldest sample lies that a measurement takes into account."""
    return metric.window.seconds + (row(metric) - 1) * metric.interval.seconds
