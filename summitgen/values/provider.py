"""What a metric asks: a Prometheus query, a web request or a Job, and the conditions of its answer."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitgen.model import metrics as kinds
from summitgen.values import queries
from summitgen.values.conditions import Comparator, Conditions, vector_conditions
from summitgen.values.job import smoke_test_job
from summitgen.values.promql import number
from summitgen.values.source import LATEST_HASH, request_source, version_labels

if TYPE_CHECKING:
    from summitgen.values.analysis import AnalysisContext
    from summitgen.values.source import RequestSource

PROMETHEUS_TIMEOUT_SECONDS = 30
WEB_TIMEOUT_SECONDS = 10
Provided = tuple[dict[str, Any], Conditions | None]


class MetricWithoutSourceError(Exception):
    """A metric of requests in a workload that has none; a rule refuses it before values are made."""


def provider_of(metric: kinds.Metric, used: AnalysisContext) -> Provided:
    """The provider of a metric and the conditions that judge its answer (a Job needs none)."""
    if isinstance(metric, kinds.SmokeTest):
        return {"job": smoke_test_job(metric, used)}, None
    if isinstance(metric, kinds.Health):
        return _web(metric.path or readiness_path(used), metric.json_path, metric.expected, used)
    if isinstance(metric, kinds.Database) and metric.source == "readiness":
        return _web(readiness_path(used), None, None, used)
    query, comparator, threshold = _question(metric, used)
    prometheus = used.context.environment.cluster.prometheus
    if prometheus is None:
        raise MetricWithoutSourceError(metric.name)
    asked = {"address": prometheus.address, "query": query, "timeout": PROMETHEUS_TIMEOUT_SECONDS}
    return {"prometheus": asked}, vector_conditions(comparator, threshold, metric.no_data)


def readiness_path(used: AnalysisContext) -> str:
    """The path of the readiness probe, or the root."""
    readiness = used.context.workload.probes.readiness
    return readiness.path if readiness and readiness.path else "/"


def _web(path: str, json_path: str | None, expected: str | None, used: AnalysisContext) -> Provided:
    # A status other than 2xx is an Error; a body that is no JSON is a success (argo-rollouts, webmetric.go).
    web: dict[str, Any] = {"url": used.base_url + path, "timeoutSeconds": WEB_TIMEOUT_SECONDS}
    if json_path is None:
        return {"web": web}, Conditions("true", None)
    condition = "true" if expected is None else f"result == {json.dumps(expected)}"
    return {"web": {**web, "jsonPath": json_path}}, Conditions(condition, None)


def _question(metric: kinds.QueryMetric, used: AnalysisContext) -> tuple[str, Comparator, str]:
    context = used.context
    if isinstance(metric, kinds.PromQL):
        comparator: Comparator = "<" if metric.direction == "below" else ">"
        return metric.query.replace("$hash", LATEST_HASH), comparator, number(Decimal(repr(metric.threshold)))
    if isinstance(metric, kinds.Database):
        return queries.database(context, metric), ">=", "1"
    if isinstance(metric, kinds.ResourceUsage):
        return queries.resource_usage(metric, queries.latest_pods(context)), "<", number(metric.threshold.fraction)
    if isinstance(metric, kinds.Restarts):
        return queries.restarts(metric, queries.latest_pods(context)), "<", str(metric.threshold)
    if isinstance(metric, kinds.Business):
        return queries.business(version_labels(context), metric), ">=", number(metric.threshold.fraction)
    source = request_source(context, used.services)
    if source is None:
        raise MetricWithoutSourceError(metric.name)
    return _request_question(metric, source)


def _request_question(metric: kinds.QueryMetric, source: RequestSource) -> tuple[str, Comparator, str]:
    if isinstance(metric, kinds.SuccessRate):
        return queries.success_rate(source, metric), ">", number(metric.threshold.fraction)
    if isinstance(metric, kinds.Comparison):
        query, floor = queries.comparison(source, metric)
        return query, "<", floor
    if isinstance(metric, kinds.LatencyMetric) and metric.form == "slo":
        return queries.latency_slo(source, metric), ">=", number(metric.quantile.fraction)
    if isinstance(metric, kinds.LatencyMetric):
        bound = number(metric.threshold.seconds * source.scale)
        return queries.latency_quantile(source, metric, metric.quantile), "<", bound
    if isinstance(metric, kinds.ErrorRate):
        return queries.error_rate(source, metric), "<", number(metric.threshold.fraction)
    raise TypeError(f"no query for a metric of type {type(metric).__name__}")
