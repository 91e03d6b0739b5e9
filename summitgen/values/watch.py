"""What the watch after a deployment looks at: the scripts' questions, with the bounds of the spec's ``rollback``.

The alerts (``monitoring``) are the same questions. A script makes the comparison itself: an empty answer of
``query > bound`` could mean "healthy" as well as "no data".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Literal

from summitgen.model.metrics import ErrorRate, LatencyMetric, ResourceUsage, Restarts
from summitgen.model.units import Percentage
from summitgen.values import queries
from summitgen.values.promql import Matcher, number
from summitgen.values.source import RequestSource, request_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.values.context import Context
    from summitgen.values.source import Labels


@dataclass(frozen=True, slots=True)
class WatchCheck:
    """One question: bad where the query's one value is ``operator`` ``bound``, or where there is no value.

    ``meaning`` says it for a person, with the spec's own text of the bound; ``alert`` is the end of the alert's name,
    and ``summary`` what that says.
    """

    name: str
    operator: Literal[">", ">="]
    bound: str
    query: str
    meaning: str
    alert: str
    summary: str

    @property
    def expression(self) -> str:
        """The question as one PromQL expression, which has a value where the answer is bad."""
        # A comparison binds tighter than `and`.
        query = f"({self.query})" if " and " in self.query else self.query
        return f"{query} {self.operator} {self.bound}"


def watch_checks(context: Context) -> tuple[WatchCheck, ...]:
    """The checks of a workload that have data: requests where they are measured, resources that have a limit."""
    if context.environment.cluster.prometheus is None:
        return ()
    return (*_request_checks(context), *_container_checks(context))


def least_ready(context: Context) -> int:
    """The number of ready pods that the disruption budget promises, 1 at least; without a budget all but one."""
    budget, replicas = context.workload.disruption_budget, context.replicas
    if budget is None:
        return max(1, replicas - 1)
    if budget.min_available is not None:
        return max(1, min(replicas, _pods(budget.min_available, replicas)))
    return max(1, replicas - _pods(budget.max_unavailable or 0, replicas))


def _pods(value: int | Percentage, replicas: int) -> int:
    # The disruption controller rounds both kinds of percentages up.
    if isinstance(value, Percentage):
        return int((value.fraction * replicas).to_integral_value(ROUND_CEILING))
    return value


def _request_checks(context: Context) -> Iterator[WatchCheck]:
    source = measured(context)
    if source is None:
        return
    watch = context.environment.rollback
    fields = {"name": "watch", "window": "5m"}
    rate = ErrorRate.model_validate({**fields, "type": "errorRate", "threshold": watch.error_rate})
    latency = LatencyMetric.model_validate(
        {**fields, "type": "latency", "threshold": watch.latency, "quantile": watch.quantile}
    )
    yield WatchCheck(
        "error-rate",
        ">",
        number(watch.error_rate.fraction),
        queries.error_rate(source, rate),
        f"more than {watch.error_rate} of the requests fail",
        "ErrorRateHigh",
        f"More than {watch.error_rate} of the requests of {context.name} fail.",
    )
    yield WatchCheck(
        "latency",
        ">",
        number(watch.latency.seconds * source.scale),
        queries.latency_quantile(source, latency, watch.quantile),
        f"the {watch.quantile} quantile of the response time is above {watch.latency}",
        "LatencyHigh",
        f"The {watch.quantile} quantile of {context.name} is above {watch.latency}.",
    )


def _container_checks(context: Context) -> Iterator[WatchCheck]:
    watch, limits = context.environment.rollback, context.workload.resources.limits
    labels: Labels = {"namespace": context.environment.namespace, "container": context.name}
    restarts = Restarts.model_validate({"name": "r", "type": "restarts", "threshold": watch.restarts, "window": "10m"})
    yield WatchCheck(
        "restarts",
        ">=",
        number(Decimal(watch.restarts)),
        queries.restarts(restarts, labels),
        f"containers restart {watch.restarts} times in 10 minutes",
        "Restarts",
        f"Containers of {context.name} restarted {watch.restarts} times in 10 minutes.",
    )
    for resource, most, limit in (("cpu", watch.cpu, limits.cpu), ("memory", watch.memory, limits.memory)):
        # Without a limit there is nothing to be a share of: never any data, so always bad.
        if limit is not None:
            usage = ResourceUsage.model_validate(
                {"name": resource, "type": "resourceUsage", "resource": resource, "threshold": most}
            )
            yield WatchCheck(
                resource,
                ">",
                number(most.fraction),
                queries.resource_usage(usage, labels),
                f"a pod uses more than {most} of its {resource} limit",
                f"{resource.capitalize()}High",
                f"A pod of {context.name} uses more than {most} of its {resource} limit.",
            )


def measured(context: Context) -> RequestSource | None:
    """The requests of all versions together, since a watch judges what users get."""
    name, namespace = context.name, context.environment.namespace
    source = request_source(context, {"latest": name, "stable": name})
    if source is None:
        return None
    if context.workload.monitoring is not None:
        labels: Labels = {"namespace": namespace, "container": name}
    elif context.mesh == "istio":
        services = Matcher("=~", f"{name}(-canary|-preview)?")
        labels = {
            "reporter": "source",
            "destination_service_name": services,
            "destination_service_namespace": namespace,
        }
    else:
        pods = Matcher("=~", f"{name}-[a-z0-9]+-[a-z0-9]+")
        labels = {"direction": "inbound", "namespace": namespace, "pod": pods}
    return RequestSource(
        source.requests, source.failed, source.durations, source.scale, {"latest": labels, "stable": labels}
    )
