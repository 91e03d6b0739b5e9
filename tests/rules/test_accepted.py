"""What the rules accept compiles: no combination of sources, strategies and metrics reaches an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.findings import has_errors
from summitgen.values.provider import MetricWithoutSourceError
from summitgen.values.workload import workload_values
from tests.rules.project import judge, view_of_data

if TYPE_CHECKING:
    from summitgen.values.context import Context

METRICS: dict[str, dict[str, Any]] = {
    "error-rate": {"type": "errorRate", "threshold": "2%", "noData": "pass"},
    "success": {"type": "successRate", "threshold": "98%", "noData": "pass"},
    "slow": {"type": "latency", "threshold": "500ms", "noData": "pass"},
    "slo": {"type": "latency", "threshold": "500ms", "form": "slo"},
    "compared": {"type": "comparison", "threshold": "20%"},
    "ready": {"type": "database"},
    "exporter": {"type": "database", "source": "exporter"},
    "usage": {"type": "resourceUsage", "resource": "memory", "threshold": "80%"},
    "restarts": {"type": "restarts"},
    "orders": {"type": "business", "numerator": {"metric": "orders"}, "denominator": {"metric": "baskets"}},
    "health": {"type": "health"},
    "queue": {"type": "promql", "query": "sum(queue)", "threshold": 10, "direction": "below"},
}
STRATEGIES = ("standard", "blueGreen", "canary")
COMPARED = ("compared", "orders")
# Of the combinations that are refused anyway one is enough.
MESH_AND_ROUTER = (
    *(("none", "none"), ("istio", "istio"), ("istio", "gatewayApi"), ("istio", "none")),
    *(("linkerd", "gatewayApi"), ("linkerd", "none"), ("none", "gatewayApi"), ("none", "istio")),
)


def analysis(name: str, metrics: list[str]) -> dict[str, Any]:
    return {"name": name, "metrics": [{"name": metric, **METRICS[metric]} for metric in metrics]}


@st.composite
def environments(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=4, unique=True))
    alone = [name for name in chosen if name not in COMPARED] or ["health"]
    before = st.sampled_from(("alone", "alone", "all", "default-preview", "none-such"))
    behind = st.sampled_from(("all", "all", "default", "default-background", "none-such"))
    workload: dict[str, Any] = {
        "image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"},
        "port": 4000,
        "replicas": draw(st.integers(1, 5)),
        "deploymentStrategy": draw(st.sampled_from(STRATEGIES)),
        "allowedStrategies": draw(st.lists(st.sampled_from(STRATEGIES), min_size=1, max_size=3, unique=True)),
        "analyses": [analysis("all", chosen), analysis("alone", alone)],
        "strategies": {"blueGreen": {"prePromotion": draw(before)}, "canary": {"background": draw(behind)}},
    }
    if draw(st.booleans()):
        workload["ports"] = [{"name": "metrics", "port": 9090}]
        workload["monitoring"] = {"port": draw(st.sampled_from(("http", "metrics")))}
    if draw(st.booleans()):
        workload["exposure"] = {"host": "shop.example.com"}
    mesh, router = draw(st.sampled_from(MESH_AND_ROUTER))
    cluster: dict[str, Any] = {
        "name": "shop",
        "mesh": mesh,
        "trafficRouter": router,
        "rolloutsInMesh": draw(st.sampled_from((True, True, True, None, False))),
    }
    if draw(st.booleans()):
        cluster["prometheus"] = {"address": "http://prometheus.monitoring"}
    tier = draw(st.sampled_from(("development", "staging", "production")))
    return {"tier": tier, "namespace": "shop", "cluster": cluster, "workloads": {"api": workload}}


def compiled(context: Context) -> bool:
    try:
        workload_values(context)
    except MetricWithoutSourceError:
        return False
    return True


@settings(deadline=None, max_examples=150)
@given(environments())
def test_what_rules_accept_has_sources(environment: dict[str, Any]) -> None:
    view = view_of_data(prod=environment)
    findings = judge(view)
    (workload,) = view.environments[0].workloads
    accepted = not has_errors(findings)
    assert compiled(workload.context) or not accepted
    if not compiled(workload.context):
        assert "analysis/source" in {finding.id for finding in findings}
