"""The queries of metrics: forms that were run in Prometheus 3 over absent, idle, healthy and failing series.

Each gives one value, or none where there are no data (never NaN): progressive-delivery.md section 2.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from summitgen.model.units import Latency, Percentage
from summitgen.values.promql import Matcher, number, selector
from summitgen.values.source import LATEST_HASH

if TYPE_CHECKING:
    from summitgen.model.metrics import (
        Business,
        Comparison,
        Database,
        LatencyMetric,
        QueryMetric,
        ResourceUsage,
        Restarts,
    )
    from summitgen.values.context import Context
    from summitgen.values.source import Labels, RequestSource, Version

ERROR_FLOOR = Decimal("0.005")
LATENCY_FLOOR = Decimal("0.05")


def error_rate(source: RequestSource, metric: QueryMetric, version: Version = "latest") -> str:
    """The share of failed requests; 0 where none failed, nothing where there were no requests."""
    window = metric.window.text
    failed = f"(sum(rate({source.failures(version)}[{window}])) or vector(0))"
    return f"{failed} / (sum(rate({source.total(version)}[{window}])) > {minimum(metric)})"


def minimum(metric: QueryMetric) -> str:
    """The rate below which a result counts as no data; 0 at least, which keeps 0/0 out."""
    return number(metric.minimum_rate.per_second) if metric.minimum_rate else "0"


def success_rate(source: RequestSource, metric: QueryMetric) -> str:
    """1 - error rate: a direct ratio is empty where nothing succeeded."""
    return f"1 - ({error_rate(source, metric)})"


def latency_quantile(
    source: RequestSource, metric: QueryMetric, quantile: Percentage, version: Version = "latest"
) -> str:
    """A quantile of the response time in the histogram's unit, where there were requests."""
    window = metric.window.text
    requests = f"sum(rate({source.buckets(version, '+Inf')}[{window}]))"
    value = f"histogram_quantile({number(quantile.fraction)}, sum by (le) (rate({source.buckets(version)}[{window}])))"
    return f"{value} and on() ({requests} > {minimum(metric)})"


def latency_slo(source: RequestSource, metric: LatencyMetric) -> str:
    """The exact share of requests below the threshold, which has to be a bucket's bound."""
    window = metric.window.text
    # Client libraries write the bound 1 as "1" or "1.0".
    bound = number(metric.threshold.seconds * source.scale)
    pattern = bound.replace(".", "\\.") + ("" if "." in bound else "(\\.0)?")
    requests = f"sum(rate({source.buckets('latest', '+Inf')}[{window}]))"
    return f"sum(rate({source.buckets('latest', pattern)}[{window}])) / ({requests} > {minimum(metric)})"


def comparison(source: RequestSource, metric: Comparison) -> tuple[str, str]:
    """New minus what stable may be, and the difference that is accepted: no division by stable, which may be 0."""
    factor = number(1 + metric.threshold.fraction)
    if metric.of == "errorRate":
        floor = metric.floor.fraction if isinstance(metric.floor, Percentage) else ERROR_FLOOR
        new, old = error_rate(source, metric), error_rate(source, metric, "stable")
        return f"({new}) - {factor} * ({old})", number(floor)
    seconds = metric.floor.seconds if isinstance(metric.floor, Latency) else LATENCY_FLOOR
    new = latency_quantile(source, metric, metric.quantile)
    old = latency_quantile(source, metric, metric.quantile, "stable")
    return f"({new}) - {factor} * ({old})", number(seconds * source.scale)


def database(context: Context, metric: Database) -> str:
    """The exporter's gauge at its lowest in the window."""
    labels = {"namespace": context.environment.namespace} if metric.labels is None else metric.labels
    return f"min(min_over_time({selector(metric.metric, labels)}[{metric.window.text}]))"


def latest_pods(context: Context) -> Labels:
    """The labels of the new version's containers in the series of cAdvisor and kube-state-metrics."""
    pods = Matcher("=~", f"{context.name}-{LATEST_HASH}-.*")
    return {"namespace": context.environment.namespace, "pod": pods, "container": context.name}


def resource_usage(metric: ResourceUsage, labels: Labels) -> str:
    """The highest use of any pod's main container against its limit (cAdvisor and kube-state-metrics)."""
    limit = selector("kube_pod_container_resource_limits", {**labels, "resource": metric.resource})
    if metric.resource == "cpu":
        usage = f"rate({selector('container_cpu_usage_seconds_total', labels)}[{metric.window.text}])"
    else:
        usage = selector("container_memory_working_set_bytes", labels)
    return f"max(sum by (pod) ({usage}) / on (pod) sum by (pod) ({limit}))"


def restarts(metric: Restarts, labels: Labels) -> str:
    """Restarts of the containers in the window (kube-state-metrics)."""
    return f"sum(increase({selector('kube_pod_container_status_restarts_total', labels)}[{metric.window.text}]))"


def business(source_labels: dict[Version, Labels], metric: Business) -> str:
    """The business rate of the new version over stable's; absence of the wanted events is 0."""
    window = metric.window.text

    def share(version: Version) -> str:
        wanted = selector(metric.numerator.metric, {**source_labels[version], **metric.numerator.labels})
        started = selector(metric.denominator.metric, {**source_labels[version], **metric.denominator.labels})
        return f"(sum(rate({wanted}[{window}])) or vector(0)) / (sum(rate({started}[{window}])) > {minimum(metric)})"

    return f"({share('latest')}) / (({share('stable')}) > 0)"
