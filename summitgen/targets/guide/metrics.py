"""What a metric demands, in words, with the numbers of the spec."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from summitgen.model import metrics as m
from summitgen.values import queries
from summitgen.values.promql import number


def demand(metric: m.Metric) -> str:
    """What has to hold for the metric to pass."""
    row = metric.failures_in_a_row if isinstance(metric, m.QueryMetric) else None
    return _demand(metric) + ("" if row is None else f"; it fails at {row} bad values in a row")


@singledispatch
def _demand(metric: Any) -> str:
    raise TypeError(f"no words for {type(metric).__name__}")


@_demand.register(m.ErrorRate)
def _(metric: m.ErrorRate) -> str:
    return f"less than {metric.threshold} of the requests fail"


@_demand.register(m.SuccessRate)
def _(metric: m.SuccessRate) -> str:
    return f"more than {metric.threshold} of the requests succeed"


@_demand.register(m.LatencyMetric)
def _(metric: m.LatencyMetric) -> str:
    if metric.form == "slo":
        return f"{metric.quantile} of the requests are answered within {metric.threshold}"
    return f"the {metric.quantile} quantile of the response time is below {metric.threshold}"


@_demand.register(m.Comparison)
def _(metric: m.Comparison) -> str:
    of = "error rate" if metric.of == "errorRate" else f"{metric.quantile} quantile of the response time"
    return f"the {of} is less than stable's plus {metric.threshold} plus {metric.floor or _floor(metric)}"


@_demand.register(m.Database)
def _(metric: m.Database) -> str:
    if metric.source == "readiness":
        return "the readiness endpoint, which asks the data stores, answers"
    labels = ", ".join(f"{name}={value}" for name, value in (metric.labels or {}).items())
    return f"{metric.metric} ({labels}) is 1" if labels else f"{metric.metric} is 1"


@_demand.register(m.ResourceUsage)
def _(metric: m.ResourceUsage) -> str:
    return f"every pod uses less than {metric.threshold} of its {metric.resource} limit"


@_demand.register(m.Restarts)
def _(metric: m.Restarts) -> str:
    return f"fewer than {metric.threshold} restarts in {metric.window}"


@_demand.register(m.Business)
def _(metric: m.Business) -> str:
    share = f"{_series(metric.numerator)} per {_series(metric.denominator)}"
    return f"{share} is at least {metric.threshold} of stable's"


@_demand.register(m.Health)
def _(metric: m.Health) -> str:
    where = metric.path or "the readiness endpoint"
    return f"{where} answers {metric.expected} at {metric.json_path}" if metric.expected else f"{where} answers"


@_demand.register(m.SmokeTest)
def _(metric: m.SmokeTest) -> str:
    version = f"@{metric.digest}" if metric.digest else f":{metric.tag}"
    return f"the smoke test {metric.image}{version} succeeds within {metric.timeout}"


@_demand.register(m.PromQL)
def _(metric: m.PromQL) -> str:
    return f"{metric.query} is {metric.direction} {metric.threshold:g}"


def _floor(metric: m.Comparison) -> str:
    if metric.of == "errorRate":
        return f"{number(queries.ERROR_FLOOR * 100)}%"
    return f"{number(queries.LATENCY_FLOOR * 1000)}ms"


def _series(series: m.Series) -> str:
    labels = ", ".join(f"{name}={value}" for name, value in series.labels.items())
    return f"{series.metric} ({labels})" if labels else series.metric
