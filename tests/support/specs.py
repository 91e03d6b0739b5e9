"""Random valid specs: an environment with one workload, as the data that a YAML file would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

Draw = "Callable[[st.SearchStrategy[Any]], Any]"

# What a spec may hold: neither control characters but line feed and tab, nor what YAML does not allow.
TEXT = st.text(
    st.one_of(
        st.sampled_from("\n\t \"'`$(){}[]<>&|;#:-!%@\\,*?=~"),
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\x7f\x85\ufeff\ufffe\uffff"
        ),
    ),
    max_size=24,
)
HOSTILE = st.sampled_from(
    [
        "", " ", "{{ .Values.name }}", "{{args.x}}", "}}", "{{", "${HOME}", "$(id)", "`id`", "'\"", "a: b", "- a", "--- x",
        "# no", "null", "~", "yes", "on", "0x1F", "1e3", "0o17", "1_000", "01", "2001-01-01", "=", "<<", "&a", "*a", "!!int 1",
        "|", ">", "%YAML", "@x", "line\nbreak", "\ttab", "trailing ", "é漢😀", "\u2028", "\u00a0", "${{ github.token }}", "\\n",
    ]
)  # fmt: skip
STRING = st.one_of(HOSTILE, TEXT)
LABEL = st.from_regex(r"[a-z]([-a-z0-9]{0,8}[a-z0-9])?", fullmatch=True)
VARIABLE = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)
MESH_AND_ROUTER = st.sampled_from(
    [
        ("none", "none"),
        ("istio", "istio"),
        ("linkerd", "gatewayApi"),
        ("linkerd", "none"),
        ("istio", "none"),
        ("istio", "gatewayApi"),
    ]
)
DURATION = st.sampled_from(["30s", "1m", "90s", "5m"])


def named(names: st.SearchStrategy[str], largest: int = 3) -> st.SearchStrategy[list[str]]:
    """A list of names, each once."""
    return st.lists(names, max_size=largest, unique=True)


@st.composite
def environments(draw: Any) -> dict[str, Any]:
    """An environment that model and rules accept (few are refused: callers assume that there are no errors)."""
    mesh, router = draw(MESH_AND_ROUTER)
    prometheus = draw(st.booleans()) or mesh != "none"
    cluster: dict[str, Any] = {
        "name": "c",
        "mesh": mesh,
        "trafficRouter": router,
        "kubernetesVersion": draw(st.sampled_from(["1.33", "1.34", "1.35"])),
    }
    if prometheus:
        cluster["prometheus"] = {"address": "http://prometheus.monitoring:9090", "labels": {"release": "x"}}
    name = draw(LABEL)
    tier = draw(st.sampled_from(["development", "staging", "production"]))
    workload = draw(workloads(prometheus=prometheus, routed=router != "none"))
    stores = {"store": {"type": "redis", "host": "redis.example.com", "port": 6379, "cidr": "10.0.0.0/16"}}
    return {
        "tier": tier,
        "namespace": draw(LABEL),
        "cluster": cluster,
        "dataStores": stores,
        "workloads": {name: workload},
    }


@st.composite
def workloads(draw: Any, *, prometheus: bool, routed: bool) -> dict[str, Any]:
    """A workload of such an environment."""
    spec: dict[str, Any] = {"image": draw(images()), "port": draw(st.integers(1024, 60000))}
    parts: dict[str, Callable[[], Any]] = {
        "env": lambda: [{"name": name, "value": draw(STRING)} for name in draw(named(VARIABLE))],
        "secrets": lambda: [{"name": f"S_{name}", "key": draw(st.just("k")), **draw(st.sampled_from([{}, {"property": "p"}, {"version": "v 1"}]))} for name in draw(named(VARIABLE))],
        "configFiles": lambda: [{"name": f"{name}.conf", "content": draw(STRING)} for name in draw(named(LABEL))],
        "command": lambda: draw(st.lists(STRING.filter(bool), max_size=3)),
        "arguments": lambda: draw(st.lists(STRING, max_size=3)),
        "annotations": lambda: {f"example.com/{name}": draw(STRING) for name in draw(named(LABEL))},
        "labels": lambda: {f"example.com/{name}": "v1" for name in draw(named(LABEL))},
        "ports": lambda: [{"name": f"p-{index}", "port": 1000 + index, "service": draw(st.booleans())} for index in range(draw(st.integers(0, 2)))],
        "dataStores": lambda: draw(st.sampled_from([[], ["store"]])),
        "probes": lambda: {kind: {"path": draw(st.sampled_from(["/", "/health?x=1&y='2'"])), "initialDelay": draw(DURATION)} for kind in draw(named(st.sampled_from(["liveness", "readiness", "startup"])))},
        "volumes": lambda: [{"name": f"v-{index}", "mountPath": f"/data/{index}", **draw(st.sampled_from([{}, {"medium": "Memory"}, {"sizeLimit": "1Gi"}, {"claim": "c"}]))} for index in range(draw(st.integers(0, 2)))],
        "topology": lambda: {"zoneSpread": draw(st.sampled_from(["none", "preferred", "required"])), "hostSpread": draw(st.sampled_from(["none", "preferred"])), "nodeSelector": draw(st.sampled_from([{}, {"kubernetes.io/arch": "arm64"}])), "tolerations": draw(st.sampled_from([[], [{"key": "gpu"}], [{"key": "gpu", "value": "true", "effect": "NoSchedule"}]]))},
        "security": lambda: {"readOnlyRootFilesystem": draw(st.booleans()), "runAsUser": draw(st.integers(1, 2**31 - 1))},
        "serviceAccount": lambda: {"annotations": {"example.com/role": draw(STRING)}, "rules": draw(st.sampled_from([[], [{"resources": ["configmaps"], "verbs": ["get"]}]]))},
        "network": lambda: {"ingress": draw(st.sampled_from([[], [{"namespace": "other"}]])), "egress": draw(st.sampled_from([[], [{"cidr": "0.0.0.0/0", "ports": [443]}]]))},
        "lifecycle": lambda: draw(st.sampled_from([{}, {"preStopSleep": "0s"}, {"preStopSleep": "20s", "drain": "30s", "terminationGracePeriod": "1m"}])),
        "exposure": lambda: {"host": "a.example.com", "path": draw(st.sampled_from(["/", "/api"])), **({} if routed else draw(st.sampled_from([{}, {"ingressClass": "nginx", "tlsSecret": "t", "annotations": {"example.com/a": draw(STRING)}}])))},
    }  # fmt: skip
    for key in draw(named(st.sampled_from(sorted(parts)), len(parts))):
        spec[key] = parts[key]()
    if prometheus and draw(st.booleans()):
        spec["monitoring"] = draw(st.sampled_from([{}, {"durations": {"unit": "milliseconds"}}]))
    spec.update(draw(scaling()))
    spec.update(draw(deliveries(measured="monitoring" in spec, routed=routed)))
    return spec


@st.composite
def images(draw: Any) -> dict[str, Any]:
    """An image by tag, by digest, or by both."""
    pinned = draw(
        st.sampled_from(
            [{"tag": "1.2.3"}, {"digest": "sha256:" + "a" * 64}, {"tag": "1", "digest": "sha256:" + "0" * 64}]
        )
    )
    return {"repository": "ghcr.io/a/b", **pinned, "pullSecrets": draw(st.sampled_from([[], ["registry"]]))}


@st.composite
def scaling(draw: Any) -> dict[str, Any]:
    """A number of pods, or an autoscaler."""
    if draw(st.booleans()):
        return {"replicas": draw(st.sampled_from([1, 2, 3, 4, 10, 20]))}
    policy = {"percent": 100, "period": "30s"}
    metrics = draw(
        st.sampled_from(
            [{"cpu": "70%"}, {"memory": "80%"}, {"cpu": "70%", "memory": "80%", "scaleUp": policy, "scaleDown": policy}]
        )
    )
    return {"autoscaling": {"minReplicas": 4, "maxReplicas": 20, **metrics}}


@st.composite
def deliveries(draw: Any, *, measured: bool, routed: bool) -> dict[str, Any]:
    """A strategy with, now and then, settings and analyses of its own."""
    chosen = draw(
        st.sampled_from(
            [
                {},
                {"deploymentStrategy": "standard"},
                {"deploymentStrategy": "blueGreen"},
                {"deploymentStrategy": "canary"},
            ]
        )
    )
    spec: dict[str, Any] = dict(chosen)
    if draw(st.booleans()):
        spec["allowedStrategies"] = ["canary", "blueGreen", "standard"]
    if not draw(st.booleans()):
        return spec
    metrics: list[dict[str, Any]] = [
        {
            "name": "health",
            "type": "health",
            "jsonPath": "{$.status}",
            "expected": draw(STRING.filter(lambda s: s and "{{" not in s)),
        },
        {"name": "smoke", "type": "smokeTest", "image": "ghcr.io/a/t", "tag": "1.0.0", "command": ["run"]},
    ]
    if measured:
        no_data = draw(st.sampled_from(["pass", "hold", "fail"]))
        metrics += [
            {"name": "errors", "type": "errorRate", "threshold": "2%", "noData": no_data, "count": 3},
            {
                "name": "slow",
                "type": "latency",
                "threshold": "500ms",
                "form": draw(st.sampled_from(["quantile", "slo"])),
            },
            {
                "name": "worse",
                "type": "comparison",
                "threshold": "20%",
                "of": draw(st.sampled_from(["errorRate", "latency"])),
            },
            {
                "name": "cpu",
                "type": "resourceUsage",
                "resource": draw(st.sampled_from(["cpu", "memory"])),
                "threshold": "80%",
                "dryRun": True,
            },
        ]
    spec["analyses"] = [{"name": "own", "metrics": metrics}]
    weights = (5, 50) if routed else (50,)
    steps = [
        step
        for weight in weights
        for step in ({"setWeight": weight}, {"pause": draw(st.sampled_from(["5m", "manual"]))}, {"analysis": "own"})
    ]
    canary = {"steps": steps}
    spec["strategies"] = {
        "canary": canary,
        "blueGreen": {
            "prePromotion": "own",
            **draw(
                st.sampled_from([{}, {"autoPromotion": True, "autoPromotionAfter": "5m"}, {"postPromotion": "own"}])
            ),
        },
    }
    return spec
