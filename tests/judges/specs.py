"""The analyses that the tests judge: those of all specs in this repository, and a grid of every kind of metric."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.model.environment import Environment
from summitgen.model.metrics import Analysis
from summitgen.values.analysis import AnalysisContext, Stage, analysis_values
from summitgen.values.context import Context
from summitgen.values.strategies import analyses_of, uses_of
from tests.rules.project import cases, view_of_folder
from tests.strategies import matrix
from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.values.shape_delivery import MetricValues

HASHES = {"{{args.latest-hash}}": "new", "{{args.stable-hash}}": "old"}
COUNTED = {"metric": "graphql_requests_total"}
KINDS: dict[str, dict[str, Any]] = {
    "error-rate": {"type": "errorRate", "threshold": "2%"},
    "success-rate": {"type": "successRate", "threshold": "98%"},
    "latency": {"type": "latency", "threshold": "500ms"},
    "slo": {"type": "latency", "threshold": "500ms", "form": "slo"},
    "slo-second": {"type": "latency", "threshold": "1s", "form": "slo"},
    "errors-compared": {"type": "comparison", "threshold": "20%"},
    "latency-compared": {"type": "comparison", "of": "latency", "threshold": "20%", "floor": "80ms"},
    "business": {
        "type": "business",
        "numerator": {**COUNTED, "labels": {"status": "success"}},
        "denominator": {**COUNTED, "labels": {"status": "started"}},
    },
    "database": {"type": "database", "source": "exporter"},
    "cpu": {"type": "resourceUsage", "resource": "cpu", "threshold": "80%"},
    "memory": {"type": "resourceUsage", "resource": "memory", "threshold": "85%"},
    "restarts": {"type": "restarts", "threshold": 2, "window": "5m"},
    "promql-below": {
        "type": "promql",
        "query": 'sum(queue_length{rollouts_pod_template_hash="$hash"})',
        "threshold": 100,
        "direction": "below",
    },
    "promql-above": {
        "type": "promql",
        "query": 'sum(queue_length{rollouts_pod_template_hash="$hash"})  # waiting',
        "threshold": 0.5,
        "direction": "above",
    },
}
OF_REQUESTS = ("error-rate", "success-rate", "latency", "slo", "slo-second", "errors-compared", "latency-compared")
SOURCES = ("app", "app-ms", "istio-hosts", "istio-subsets", "linkerd")


class Compiled(NamedTuple):
    """A metric of a spec and what it was compiled to."""

    origin: str
    metric: dict[str, Any]
    milliseconds: bool
    values: tuple[MetricValues, ...]


@cache
def of_specs() -> tuple[Compiled, ...]:
    """Every metric that may be measured: of Summit, the rules' accepted cases, and the matrix of strategies."""
    return tuple(_of_specs())


def _of_specs() -> Iterator[Compiled]:
    projects = [("summit", one) for one in summit.environments()]
    for case in cases("ok"):
        projects += [(case.name, environment.resolved) for environment in view_of_folder(case).environments]
    for each in matrix.specs():
        spec = Environment.model_validate(each.data)
        for name, workload in spec.workloads.items():
            yield from _of_workload(f"matrix/{each.name}/{name}", Context("matrix", "e", spec, name, workload))
    for project, resolved in projects:
        for name, workload in resolved.spec.workloads.items():
            context = Context(project, resolved.name, resolved.spec, name, workload)
            yield from _of_workload(f"{project}/{resolved.name}/{name}", context)


def _of_workload(origin: str, context: Context) -> Iterator[Compiled]:
    analyses = analyses_of(context)
    uses = {use for strategy in context.allowed_strategies for use in uses_of(context, strategy)}
    for name, stage in sorted(uses):
        if name in analyses:
            yield from compiled(f"{origin}/{name}", analyses[name], AnalysisContext(context, stage))


def compiled(origin: str, analysis: Analysis, used: AnalysisContext) -> Iterator[Compiled]:
    """An analysis' metrics, each with the metrics of the template that come of it."""
    monitoring = used.context.workload.monitoring
    milliseconds = monitoring is None or monitoring.durations.unit == "milliseconds"
    for metric in analysis.metrics:
        alone = Analysis.model_construct(name=analysis.name, metrics=(metric,))
        values = analysis_values(alone, "template", used)["metrics"]
        # As data with the defaults, since models are part of what is judged.
        data = metric.model_dump(mode="json", by_alias=True)
        yield Compiled(f"{origin}/{metric.name}", data, milliseconds, tuple(values))


@cache
def grid() -> tuple[Compiled, ...]:
    """Every kind of metric by source, meaning of no data, and a number of failures in a row."""
    return tuple(
        one(kind, source, noData=no_data, **({} if row is None else {"failuresInARow": row}))
        for kind, source, no_data, row in product(KINDS, SOURCES, ("pass", "hold", "fail"), (None, 3))
        if source == "app" or kind in OF_REQUESTS
    )


def one(kind: str, source: str = "app", *, major: int = 3, stage: Stage = "step", **settings: Any) -> Compiled:
    """One metric of the grid."""
    used = AnalysisContext(context(source, major), stage)
    analysis = Analysis.model_validate({"name": "a", "metrics": [{"name": kind, **KINDS[kind], **settings}]})
    (made,) = compiled("/".join([source, *(f"{key}={value}" for key, value in settings.items())]), analysis, used)
    return made


def context(source: str, major: int = 3) -> Context:
    """A workload whose requests are measured so."""
    mesh = {"istio-hosts": "istio", "istio-subsets": "istio", "linkerd": "linkerd"}.get(source, "none")
    prometheus = {"address": "http://prometheus.monitoring", "version": major, "copiesPodLabels": True}
    workload: dict[str, Any] = {"image": {"repository": "ghcr.io/shop/api", "tag": "1"}, "port": 4000}
    if source == "app":
        workload["monitoring"] = {}
    if source == "app-ms":
        # Another library's names, of a process that measures its own calls with the same counter.
        named = {"metric": "rpc_server_total", "statusLabel": "grpc_code", "errors": "Internal|Unavailable"}
        timed = {"metric": "rpc_server_handling_ms", "unit": "milliseconds"}
        served = {"labels": {"kind": "served"}}
        workload["monitoring"] = {"requests": {**named, **served}, "durations": {**timed, **served}}
    if source == "istio-subsets":
        workload["strategies"] = {"canary": {"split": "subsets"}}
    router = "istio" if mesh == "istio" else "none"
    data = {
        "tier": "production",
        # Istio's two ways of splitting would find each other's series in one namespace.
        "namespace": "subsets" if source == "istio-subsets" else "shop",
        "cluster": {"name": "c", "mesh": mesh, "trafficRouter": router, "prometheus": prometheus},
        "workloads": {"api": workload},
    }
    spec = Environment.model_validate(data)
    return Context("shop", "e", spec, "api", spec.workloads["api"])


def query_of(values: MetricValues) -> str:
    """The query with the hashes that the controller puts in."""
    text = str(values["provider"]["prometheus"]["query"])
    for argument, value in HASHES.items():
        text = text.replace(argument, value)
    return text
