"""The pairwise matrix of what a spec can say of delivery: strategy, steps, router, mesh, metric, no data, pods.

`rows` are the combinations; any two values of two parameters are in one of them, and again in one of those that
`refusals` expects to be accepted. `spec_of` makes a spec of a row, `specs` all that compile.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from allpairspy import AllPairs  # type: ignore[import-untyped]

from tests.strategies.parts import METRICS, OF_REQUESTS, ROUTED, SETTINGS, STEPS, step_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One combination; each value is a key of its table in `parts`, or an enumeration's value of the spec."""

    strategy: str
    mesh: str
    router: str
    source: str
    setting: str
    steps: str
    metric: str
    no_data: str
    pods: str


NAMES = tuple(field.name for field in fields(Row))


class Spec(NamedTuple):
    """An environment as data, with one workload, and the row that it was made of."""

    name: str
    row: Row
    data: dict[str, Any]


CANARY = {
    "strategy": ["canary"],
    "mesh": ["none", "istio", "linkerd"],
    "router": ["none", "istio", "gatewayApi"],
    "steps": list(STEPS),
    "metric": list(METRICS),
    "source": ["own", "mesh"],
    "no_data": ["pass", "hold", "fail"],
    "pods": ["replicas", "hpa"],
    "setting": [name for name, (strategy, _) in SETTINGS.items() if strategy in ("canary", "any")],
}
BLUE_GREEN = {
    **CANARY,
    "strategy": ["blueGreen"],
    "steps": ["weights"],
    "setting": [name for name, (strategy, _) in SETTINGS.items() if strategy in ("blueGreen", "any")],
}
STANDARD = {**CANARY, "strategy": ["standard"], "steps": ["weights"], "metric": ["errorRate"], "setting": ["plain"]}
WORKLOAD = "api"


@cache
def rows() -> tuple[Row, ...]:
    """All combinations, those that are expected to be refused among them; the same at every call."""
    made: dict[Row, None] = {}
    for parameters in (CANARY, BLUE_GREEN, STANDARD):
        made.update(dict.fromkeys(_pairs(parameters, lambda _: True)))
        accepted = list(_pairs(parameters, lambda row: not refusals(row)))
        made.update(dict.fromkeys(accepted))
        made.update(dict.fromkeys(_missing(parameters, accepted)))
    return tuple(made)


def completion(parameters: dict[str, list[str]], fixed: dict[str, str], turn: int = 0) -> Row | None:
    """A row with the fixed values that no rule refuses, or None where there is none; other turns give other rows."""
    row = Row(**{**dict.fromkeys(NAMES, ""), **fixed})
    if refusals(row):
        return None
    free = next((name for name in NAMES if not getattr(row, name)), None)
    if free is None:
        return row
    start = turn % len(parameters[free])
    values = parameters[free][start:] + parameters[free][:start]
    completed = (completion(parameters, {**fixed, free: value}, turn) for value in values)
    return next((found for found in completed if found is not None), None)


def pairs_of(row: Row) -> Iterator[tuple[tuple[str, str], ...]]:
    """The pairs of a row, each value with its parameter."""
    return combinations(((name, getattr(row, name)) for name in NAMES), 2)


def specs() -> Iterator[Spec]:
    """The specs that rules accept, named by their number, in the order of the rows."""
    for number, row in enumerate(rows()):
        if not refusals(row):
            yield Spec(f"r{number:03}", row, spec_of(row))


def spec_of(row: Row) -> dict[str, Any]:
    """The environment of a row."""
    return environment_of([(WORKLOAD, row)])


def environment_of(named: Sequence[tuple[str, Row]], namespace: str = "shop") -> dict[str, Any]:
    """An environment with a workload for each row; the rows have one mesh and one router."""
    return {
        "tier": "production",
        "namespace": namespace,
        "cluster": cluster_of(named[0][1]),
        "dataStores": {"db": {"type": "postgresql", "host": "db.example.com", "port": 5432, "cidr": "10.0.0.0/16"}},
        "workloads": {name: workload_of(row, name) for name, row in named},
    }


def cluster_of(row: Row) -> dict[str, Any]:
    """What the environments of all rows of one mesh and router share."""
    return {
        "name": "c",
        "mesh": row.mesh,
        "trafficRouter": row.router,
        "prometheus": {"address": "http://prometheus.monitoring:9090", "scrapeInterval": "15s"},
        "rolloutsNotifications": {"triggers": ["on-rollout-aborted"], "services": ["slack"]},
        **({} if row.mesh == "none" else {"rolloutsInMesh": True}),
    }


def workload_of(row: Row, name: str = WORKLOAD) -> dict[str, Any]:
    """The workload of a row; hosts of several in one environment differ by their names."""
    pods: dict[str, Any] = {"replicas": 4}
    if row.pods == "hpa":
        pods = {"autoscaling": {"minReplicas": 4, "maxReplicas": 20, "cpu": "70%"}}
    monitoring = {
        "ports": [{"name": "metrics", "port": 9090}],
        "monitoring": {"port": "metrics", "path": "/metrics", "durations": {"buckets": ["100ms", "500ms", "1s"]}},
    }
    return {
        "image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"},
        "port": 8080,
        "deploymentStrategy": row.strategy,
        "traffic": "1000/s",
        "dataStores": ["db"],
        "probes": {"readiness": {"path": "/ready"}},
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "256Mi"}},
        "strategies": _strategies(row),
        "analyses": [{"name": "judge", "metrics": [metric_of(row)]}],
        **pods,
        **(monitoring if row.source == "own" else {}),
        **({} if row.router == "none" else {"exposure": {"host": f"{name}.example.com"}}),
    }


def metric_of(row: Row) -> dict[str, Any]:
    """The metric of a row: a query has its window and what no data means."""
    metric = {"name": "metric", **METRICS[row.metric], "retention": 20}
    if metric["type"] == "smokeTest":
        return metric
    queried = metric["type"] != "health" and metric.get("source") != "readiness"
    return {**metric, "interval": "1m", **({"window": "5m", "noData": row.no_data} if queried else {})}


def _strategies(row: Row) -> dict[str, Any]:
    canary: dict[str, Any] = {"steps": step_list(row.steps)}
    blue_green: dict[str, Any] = {"postPromotion": "judge"}
    given: dict[str, Any] = {
        "analysisHistory": {"successful": 3, "unsuccessful": 10},
        "notifications": [{"trigger": "on-rollout-aborted", "service": "slack", "recipients": ["#alerts", "team"]}],
    }
    strategy, setting = SETTINGS[row.setting]
    for one, own in (("canary", canary), ("blueGreen", blue_green)):
        own.update(setting if strategy in (one, "any") else {})
    return {**given, "canary": canary, "blueGreen": blue_green}


def refusals(row: Row) -> frozenset[str]:
    """The rules that a row breaks, stated anew from what routers, meshes and metrics can do.

    A value that is not chosen yet ("") breaks none.
    """
    found = {*_of_environment(row)}
    if row.strategy == "canary":
        found |= {*_of_router(row), *_of_metric(row), *_of_experiment(row)}
    if row.strategy == "blueGreen":
        found |= {*_of_promotion(row)}
    return frozenset(found)


def _of_environment(row: Row) -> Iterator[str]:
    if row.router == "istio" and row.mesh not in ("istio", ""):
        yield "environment/mesh"


def _of_router(row: Row) -> Iterator[str]:
    if row.router and row.steps and row.router not in STEPS[row.steps].routers:
        yield STEPS[row.steps].rule
    if (row.setting == "minPods" and row.router == "none") or (
        row.setting == "subsets" and row.router not in ("istio", "")
    ):
        yield "canary/router-capabilities"
    if row.setting == "dynamic" and row.router not in ("gatewayApi", ""):
        yield "canary/dynamic-stable-scale"


def _of_metric(row: Row) -> Iterator[str]:
    if row.setting == "background" and row.metric == "smokeTest":
        yield "analysis/background-endless"
    if row.source != "mesh":
        return
    unsplit = row.mesh == "istio" and row.router == "none"
    if row.metric == "business" or (row.metric in OF_REQUESTS and (row.mesh == "none" or unsplit)):
        yield "analysis/source"
    elif row.metric in OF_REQUESTS and row.setting == "subsets" and row.router == "istio":
        yield "canary/subset-metrics"


def _of_experiment(row: Row) -> Iterator[str]:
    if not row.steps or not STEPS[row.steps].experiment or not row.metric:
        return
    idle = row.steps == "experiment" and row.router in ROUTED and row.metric in OF_REQUESTS
    by_service = row.source == "mesh" and row.mesh == "istio" and row.metric in OF_REQUESTS - {"business"}
    of_canary = row.metric not in OF_REQUESTS and not row.metric.startswith("promql")
    if idle or by_service or of_canary:
        yield "canary/experiment"


def _of_promotion(row: Row) -> Iterator[str]:
    if row.metric.startswith("comparison") or row.metric == "business":
        yield "analysis/comparison-stage"
    if row.source == "mesh" and (row.metric == "business" or (row.metric in OF_REQUESTS and row.mesh == "none")):
        yield "analysis/source"


def _missing(parameters: dict[str, list[str]], accepted: list[Row]) -> Iterator[Row]:
    """A row for each pair that the generator gave up, since it doesn't look back behind a filter."""
    seen = {pair for row in accepted for pair in pairs_of(row)}
    for one, other in combinations(NAMES, 2):
        for left in parameters[one]:
            for right in parameters[other]:
                if ((one, left), (other, right)) in seen:
                    continue
                if (found := completion(parameters, {one: left, other: right}, len(seen))) is not None:
                    seen.update(pairs_of(found))
                    yield found


def _pairs(parameters: dict[str, list[str]], accept: Any) -> Iterator[Row]:
    values = [parameters[name] for name in NAMES]

    def fits(part: list[str]) -> bool:
        # Rows are built value by value, in the order of the fields.
        return bool(accept(Row(*part, *[""] * (len(NAMES) - len(part)))))

    for found in AllPairs(values, filter_func=fits):
        yield Row(*found)
