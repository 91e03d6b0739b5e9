"""Scraping and alerts in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.model.metrics import ErrorRate, LatencyMetric, ResourceUsage, Restarts
from summitgen.values import queries
from summitgen.values.promql import number
from summitgen.values.source import RequestSource, request_source

if TYPE_CHECKING:
    from summitgen.model.units import Percentage
    from summitgen.values.context import Context
    from summitgen.values.shape import MonitoringValues
    from summitgen.values.source import Labels


def monitoring(context: Context) -> MonitoringValues:
    """Where metrics are scraped, and alerts with the thresholds of the rollback watch."""
    spec, prometheus = context.workload.monitoring, context.environment.cluster.prometheus
    if spec is None or prometheus is None:
        return {
            "enabled": False, "port": "http", "portLevelMtls": {}, "path": "/metrics",
            "interval": "30s", "labels": {}, "alerts": [],
        }  # fmt: skip
    return {
        "enabled": True,
        "port": spec.port,
        "portLevelMtls": {str(number_of(context, spec.port)): {"mode": "PERMISSIVE"}},
        "path": spec.path,
        "interval": prometheus.scrape_interval.text,
        "labels": {**prometheus.labels, **_own_labels(context)},
        "alerts": _alerts(context),
    }


def number_of(context: Context, port: str) -> int:
    """The number of a port; a rule refuses names that the workload does not have."""
    return context.workload.port_numbers.get(port, context.workload.port)


def _own_labels(context: Context) -> dict[str, str]:
    return {
        **context.selector,
        "app.kubernetes.io/part-of": context.project,
        "app.kubernetes.io/managed-by": "summitgen",
        "summitgen.dev/environment": context.environment_name,
    }


def _alerts(context: Context) -> list[dict[str, Any]]:
    name = context.name
    source = request_source(context, {"latest": name, "stable": name})
    watch = context.environment.rollback
    alerts = []
    if source is not None:
        everything = _all_versions(context, source)
        rate = ErrorRate.model_validate(
            {"name": "e", "type": "errorRate", "threshold": watch.error_rate, "window": "5m"}
        )
        latency = LatencyMetric.model_validate(
            {"name": "l", "type": "latency", "threshold": watch.latency, "quantile": watch.quantile, "window": "5m"}
        )
        errors = f"{queries.error_rate(everything, rate)} > {number(watch.error_rate.fraction)}"
        bound = number(watch.latency.seconds * source.scale)
        slow = f"({queries.latency_quantile(everything, latency, watch.quantile)}) > {bound}"
        # Without series the other two are silent, whatever happens.
        absent = f"absent({everything.total('latest')})"
        alerts += [
            _alert(context, "MetricsAbsent", absent, f"Nothing is measured of {name}; its other alerts can't fire."),
            _alert(context, "ErrorRateHigh", errors, f"More than {watch.error_rate} of the requests of {name} fail."),
            _alert(context, "LatencyHigh", slow, f"The {watch.quantile} quantile of {name} is above {watch.latency}."),
        ]
    restarts = Restarts.model_validate({"name": "r", "type": "restarts", "threshold": watch.restarts, "window": "10m"})
    labels: Labels = {"namespace": context.environment.namespace, "container": name}
    again = f"{queries.restarts(restarts, labels)} >= {watch.restarts}"
    return [
        *alerts,
        _alert(context, "Restarts", again, f"Containers of {name} restarted {watch.restarts} times in 10 minutes."),
        _usage_alert(context, "cpu", watch.cpu, labels),
        _usage_alert(context, "memory", watch.memory, labels),
    ]


def _usage_alert(context: Context, resource: str, most: Percentage, labels: Labels) -> dict[str, Any]:
    fields = {"name": resource, "type": "resourceUsage", "resource": resource, "threshold": most}
    expression = f"{queries.resource_usage(ResourceUsage.model_validate(fields), labels)} > {number(most.fraction)}"
    summary = f"A pod of {context.name} uses more than {most} of its {resource} limit."
    return _alert(context, f"{resource.capitalize()}High", expression, summary)


def _all_versions(context: Context, source: RequestSource) -> RequestSource:
    labels: Labels = {"namespace": context.environment.namespace, "container": context.name}
    return RequestSource(
        source.requests, source.failed, source.durations, source.scale, {"latest": labels, "stable": labels}
    )


def _alert(context: Context, suffix: str, expression: str, summary: str) -> dict[str, Any]:
    camel = "".join(part.capitalize() for part in context.name.split("-"))
    severity = "critical" if context.environment.tier == "production" else "warning"
    return {
        "alert": f"{camel}{suffix}",
        "expr": expression,
        "for": "2m",
        "labels": {"severity": severity, "workload": context.name, "environment": context.environment_name},
        "annotations": {"summary": summary},
    }
