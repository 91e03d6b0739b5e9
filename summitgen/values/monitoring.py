"""Scraping and alerts in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.values.labels import workload_labels
from summitgen.values.watch import measured, watch_checks

if TYPE_CHECKING:
    from summitgen.values.context import Context
    from summitgen.values.shape import MonitoringValues


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
        "labels": {**prometheus.labels, **workload_labels(context.name, context.project, context.environment_name)},
        "alerts": _alerts(context),
    }


def number_of(context: Context, port: str) -> int:
    """The number of a port; a rule refuses names that the workload does not have."""
    return context.workload.port_numbers.get(port, context.workload.port)


def _alerts(context: Context) -> list[dict[str, Any]]:
    """The watch's questions of what the workload itself measures, as alerts; and one for when nothing is measured."""
    name, source = context.name, measured(context)
    alerts = []
    if source is not None:
        # Without series the others are silent, whatever happens.
        absent = f"absent({source.total('latest')})"
        alerts.append(
            _alert(context, "MetricsAbsent", absent, f"Nothing is measured of {name}; its other alerts can't fire.")
        )
    return [
        *alerts,
        *(_alert(context, check.alert, check.expression, check.summary) for check in watch_checks(context)),
    ]


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
