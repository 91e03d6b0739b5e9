"""What a metric asks: a Prometheus query, a web request or a Job, and the conditions of its answer.

A metric of the spec is one or two of the AnalysisTemplate: one that counts bad values in a row takes absent ones for
good, so a second one stands beside it and applies ``noData``.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.model import metrics as kinds
from summitgen.values import queries
from summitgen.values.conditions import Comparator, Conditions, presence_conditions, vector_conditions
from summitgen.values.in_a_row import COMPANION, bad_in_a_row, row
from summitgen.values.job import smoke_test_job
from summitgen.values.promql import number
from summitgen.values.source import LATEST_HASH, request_source, version_labels

if TYPE_CHECKING:
    from summitgen.values.analysis import AnalysisContext
    from summitgen.values.source import RequestSource

PROMETHEUS_TIMEOUT_SECONDS = 30
WEB_TIMEOUT_SECONDS = 10


class Question(NamedTuple):
    """A metric of an AnalysisTemplate: whom it asks what, and what decides about the answer (None: the Job itself)."""

    name: str
    provider: dict[str, Any]
    conditions: Conditions | None


class MetricWithoutSourceError(Exception):
    """A metric of requests in a workload that has none; a rule refuses it before values are made."""


def questions(metric: kinds.Metric, used: AnalysisContext) -> tuple[Question, ...]:
    """What an AnalysisTemplate asks for a metric of the spec.

    Raises MetricWithoutSourceError.
    """
    if isinstance(metric, kinds.SmokeTest):
        return (Question(metric.name, {"job": smoke_test_job(metric, used)}, None),)
    if isinstance(metric, kinds.Health):
        path = metric.path or readiness_path(used)
        return (Question(metric.name, *_web(path, metric.json_path, metric.expected, used)),)
    if isinstance(metric, kinds.Database) and metric.source == "readiness":
        return (Question(metric.name, *_web(readiness_path(used), None, None, used)),)
    return _prometheus(metric, used)


def _prometheus(metric: kinds.QueryMetric, used: AnalysisContext) -> tuple[Question, ...]:
    prometheus = used.context.environment.cluster.prometheus
    if prometheus is None:
        raise MetricWithoutSourceError(metric.name)

    def asked(query: str) -> dict[str, Any]:
        provider = {"address": prometheus.address, "query": query, "timeout": PROMETHEUS_TIMEOUT_SECONDS}
        return {"prometheus": provider}

    query, comparator, threshold = _question(metric, used)
    if metric.failures_in_a_row is None:
        return (Question(metric.name, asked(query), vector_conditions(comparator, threshold, metric.no_data)),)
    counted = bad_in_a_row(query, comparator, threshold, metric, prometheus.version)
    first = Question(metric.name, asked(counted), vector_conditions("<", str(row(metric)), "fail"))
    if metric.no_data == "pass":
        return (first,)
    return first, Question(metric.name + COMPANION, asked(query), presence_conditions(metric.no_data))


def readiness_path(used: AnalysisContext) -> str:
    """The path of the readiness probe, or the root."""
    readiness = used.context.workload.probes.readiness
    return readiness.path if readiness and readiness.path else "/"


def _web(
    path: str, json_path: str | None, expected: str | None, used: AnalysisContext
) -> tuple[dict[str, Any], Conditions]:
    # A status other than 2xx is an Error; a body that is no JSON is a success (argo-rollouts, webmetric.go).
    web: dict[str, Any] = {"url": used.base_url + path, "timeoutSeconds": WEB_TIMEOUT_SECONDS}
    if json_path is None:
        return {"web": web}, Conditions("true", None)
    condition = "true" if expected is None else f"string(result) == {json.dumps(expected, ensure_ascii=False)}"
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
    source = request_source(context, used.services, subsets=used.subsets)
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
