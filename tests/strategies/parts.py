"""What the matrix combines: steps with the routers that can do them, metrics, and settings of the strategies."""

from __future__ import annotations

from typing import Any, NamedTuple

ALL = ("none", "istio", "gatewayApi")
ROUTED = ("istio", "gatewayApi")
ISTIO = ("istio",)
RUNG = ({"pause": "10m"}, {"analysis": "judge"})
SCALE = {"setCanaryScale": {"replicas": 2}}
MATCH = {"setCanaryScale": {"matchTrafficWeight": True}}
HEADER = {"setHeaderRoute": {"name": "beta", "match": [{"header": "X-Beta", "exact": "true"}]}}
REGEX = {
    "setHeaderRoute": {
        "name": "beta",
        "match": [{"header": "X-User", "regex": "a.*|b[0-9]{1,2}"}, {"header": "X-Team", "prefix": "qa-"}],
    }
}
MIRROR = {"setMirrorRoute": {"name": "shadow", "percentage": 20, "match": [{"path": "/search"}, {"method": "HEAD"}]}}
WITHOUT = ({"setHeaderRoute": {"name": "beta"}}, {"setMirrorRoute": {"name": "shadow"}})
EXPERIMENT = {"experiment": {"replicas": 2, "duration": "20m", "analyses": ["judge"]}}


class Steps(NamedTuple):
    """What comes before the weights, which routers can do it, and the rule that the others break."""

    before: tuple[dict[str, Any], ...]
    routers: tuple[str, ...] = ALL
    rule: str = "canary/router-capabilities"
    experiment: bool = False
    approval: bool = False


STEPS = {
    "weights": Steps(()),
    "manual": Steps((), approval=True),
    "small": Steps(({"setWeight": 5}, *RUNG), ROUTED, "canary/whole-pods"),
    "scaleReplicas": Steps((SCALE, {"analysis": "judge"}, MATCH), ROUTED),
    "scaleWeight": Steps(({"setCanaryScale": {"weight": 50}}, {"pause": "10m"}), ROUTED),
    "header": Steps((SCALE, HEADER, *RUNG, MATCH), ROUTED),
    "headerMatches": Steps((SCALE, REGEX, *RUNG, WITHOUT[0], MATCH), ROUTED),
    "mirror": Steps((SCALE, MIRROR, *RUNG, WITHOUT[1], MATCH), ISTIO),
    "routes": Steps((SCALE, HEADER, MIRROR, *RUNG, *WITHOUT, MATCH), ISTIO),
    "experiment": Steps((EXPERIMENT,), experiment=True),
    "experimentWeighted": Steps(({"experiment": {**EXPERIMENT["experiment"], "weight": 5}},), ROUTED, experiment=True),
}


def step_list(name: str) -> list[dict[str, Any]]:
    """All steps of a kind, each with the ladder of weights behind it."""
    chosen = STEPS[name]
    approval = [{"pause": "manual"}] if chosen.approval else []
    return [*chosen.before, {"setWeight": 25}, *RUNG, *approval, {"setWeight": 50}, *RUNG]


METRICS: dict[str, dict[str, Any]] = {
    "errorRate": {"type": "errorRate", "threshold": "2%"},
    "errorRateInARow": {"type": "errorRate", "threshold": "2%", "failuresInARow": 3},
    "successRate": {"type": "successRate", "threshold": "98%"},
    "latency": {"type": "latency", "quantile": "99%", "threshold": "500ms"},
    "latencySlo": {"type": "latency", "threshold": "500ms", "form": "slo"},
    "comparison": {"type": "comparison", "threshold": "20%"},
    "comparisonLatency": {"type": "comparison", "of": "latency", "threshold": "20%", "floor": "50ms"},
    "business": {
        "type": "business",
        "numerator": {"metric": "orders_total", "labels": {"status": "placed"}},
        "denominator": {"metric": "orders_total", "labels": {"status": "started"}},
    },
    "cpu": {"type": "resourceUsage", "resource": "cpu", "threshold": "80%"},
    "memory": {"type": "resourceUsage", "resource": "memory", "threshold": "85%"},
    "restarts": {"type": "restarts", "threshold": 2},
    "database": {"type": "database", "source": "readiness"},
    "databaseExporter": {"type": "database", "source": "exporter"},
    "health": {"type": "health", "path": "/health"},
    "healthJson": {"type": "health", "path": "/health", "jsonPath": "{$.status}", "expected": "ok"},
    "smokeTest": {
        "type": "smokeTest",
        "timeout": "4m",
        "image": "ghcr.io/shop/smoke",
        "tag": "1.0.0",
        "command": ["smoke", "--all"],
    },
    "promqlBelow": {
        "type": "promql",
        "query": 'sum(rate(jobs_failed_total{hash="$hash"}[5m]))',
        "threshold": 0.5,
        "direction": "below",
    },
    "promqlAbove": {"type": "promql", "query": "sum(jobs_done)", "threshold": 1.5, "direction": "above"},
}
OF_REQUESTS = frozenset(
    {
        "errorRate",
        "errorRateInARow",
        "successRate",
        "latency",
        "latencySlo",
        "comparison",
        "comparisonLatency",
        "business",
    }
)
SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("any", {}),
    "background": ("canary", {"background": "judge"}),
    "dynamic": ("canary", {"dynamicStableScale": True}),
    "subsets": ("canary", {"split": "subsets"}),
    "minPods": ("canary", {"minPodsPerReplicaSet": 2}),
    "keepAborted": ("any", {"abortScaleDownDelay": "never"}),
    "abortDelay": ("any", {"abortScaleDownDelay": "10m", "scaleDownDelay": "1m"}),
    "apart": ("any", {"antiAffinity": "preferred"}),
    "strictlyApart": ("any", {"antiAffinity": "required"}),
    "automatic": ("blueGreen", {"autoPromotion": True, "previewReplicas": 2}),
    "timed": ("blueGreen", {"autoPromotion": True, "autoPromotionAfter": "10m", "scaleDownDelayRevisions": 3}),
}
