"""Random valid specs: an environment with one workload, as the data that a YAML file would give."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

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
HOSTILE_TEXTS = [
    *(
        "",
        " ",
        "{{ .Values.name }}",
        "{{args.x}}",
        "}}",
        "{{",
        "${HOME}",
        "$(id)",
        "`id`",
        "'\"",
        "a: b",
        "- a",
        "--- x",
    ),
    *("# no", "null", "~", "yes", "on", "0x1F", "1e3", "0o17", "1_000", "01", "2001-01-01", "=", "<<", "&a", "*a"),
    *("!!int 1", "|", ">", "%YAML", "@x", "line\nbreak", "\ttab", "trailing ", "é漢😀", "\u2028", "\u00a0", "\\n"),
    *("${{ github.token }}", '{{ fail "x" }}', "{{- end }}"),
]
HOSTILE = st.sampled_from(HOSTILE_TEXTS)
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
        **({} if mesh == "none" else {"rolloutsInMesh": True}),
    }
    if prometheus:
        cluster["prometheus"] = {"address": "http://prometheus.monitoring:9090", "labels": {"release": "x"}}
    name = draw(LABEL)
    tier = draw(st.sampled_from(["development", "staging", "production"]))
    workload = draw(workloads(prometheus=prometheus, routed=router != "none", meshed=mesh != "none"))
    stores = {"store": {"type": "redis", "host": "redis.example.com", "port": 6379, "cidr": "10.0.0.0/16"}}
    return {
        "tier": tier,
        "namespace": draw(LABEL),
        "cluster": cluster,
        "dataStores": stores,
        "workloads": {name: workload},
    }


def each(names: st.SearchStrategy[str], **inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A list of named things, each with these keys."""
    things = st.fixed_dictionaries({"name": names, **inner})
    return st.lists(things, max_size=3, unique_by=lambda thing: str(thing["name"]))


def annotation_maps(values: st.SearchStrategy[str] = STRING) -> st.SearchStrategy[dict[str, str]]:
    """Annotations, or with harmless values labels."""
    return st.dictionaries(LABEL.map("example.com/{}".format), values, max_size=3)


def choice(*of: Any) -> st.SearchStrategy[Any]:
    """One of a few values."""
    return st.sampled_from(of)


PROBE = st.fixed_dictionaries({"path": choice("/", "/health?x=1&y='2'"), "initialDelay": DURATION})
VOLUMES: list[dict[str, Any]] = [
    {"name": "v-0", "mountPath": "/data/0"},
    {"name": "v-1", "mountPath": "/data/1", "medium": "Memory"},
    {"name": "v-2", "mountPath": "/data/2", "sizeLimit": "1Gi"},
    {"name": "v-3", "mountPath": "/data/3", "claim": "c"},
]
PORTS: list[dict[str, Any]] = [{"name": "p-0", "port": 1000, "service": False}, {"name": "p-1", "port": 1001}]
TOPOLOGY = st.fixed_dictionaries(
    {
        "zoneSpread": choice("none", "preferred", "required"),
        "hostSpread": choice("none", "preferred"),
        "nodeSelector": choice({}, {"kubernetes.io/arch": "arm64"}),
        "tolerations": choice([], [{"key": "gpu"}], [{"key": "gpu", "value": "true", "effect": "NoSchedule"}]),
    }
)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "env": each(VARIABLE, value=STRING),
    "secrets": each(
        VARIABLE.map("S_{}".format), key=st.just("k"), property=choice("p", "q"), version=choice("v 1", "2")
    ),
    "configFiles": each(LABEL.map("{}.conf".format), content=STRING),
    "command": st.lists(STRING.filter(bool), max_size=3),
    "arguments": st.lists(STRING, max_size=3),
    "annotations": annotation_maps(),
    "labels": annotation_maps(st.just("v1")),
    "ports": choice([], PORTS[:1], PORTS),
    "dataStores": choice([], ["store"]),
    "probes": st.dictionaries(choice("liveness", "readiness", "startup"), PROBE, max_size=3),
    "volumes": st.lists(st.sampled_from(VOLUMES), max_size=3, unique_by=lambda volume: str(volume["name"])),
    "topology": TOPOLOGY,
    "security": st.fixed_dictionaries(
        {"readOnlyRootFilesystem": st.booleans(), "runAsUser": st.integers(1, 2**31 - 1)}
    ),
    "serviceAccount": st.fixed_dictionaries(
        {"annotations": annotation_maps(), "rules": choice([], [{"resources": ["configmaps"], "verbs": ["get"]}])}
    ),
    "network": st.fixed_dictionaries(
        {
            "ingress": choice([], [{"namespace": "other"}]),
            "egress": choice([], [{"cidr": "10.1.0.0/16", "ports": [443]}]),
        }
    ),
    "lifecycle": choice(
        {}, {"preStopSleep": "0s"}, {"preStopSleep": "20s", "drain": "30s", "terminationGracePeriod": "1m"}
    ),
}


@st.composite
def workloads(draw: Any, *, prometheus: bool, routed: bool, meshed: bool) -> dict[str, Any]:
    """A workload of such an environment."""
    spec: dict[str, Any] = {"image": draw(images()), "port": draw(st.integers(1024, 60000))}
    for key in draw(named(st.sampled_from(sorted(PARTS)), len(PARTS))):
        spec[key] = draw(PARTS[key])
    if draw(st.booleans()) and (routed or not meshed):
        spec["exposure"] = draw(exposures(routed=routed))
    if prometheus and draw(st.booleans()):
        spec["monitoring"] = draw(choice({}, {"durations": {"unit": "milliseconds"}}))
        if meshed:
            spec["ports"] = [*spec.get("ports", []), {"name": "metrics", "port": 999}]
            spec["monitoring"] = {**spec["monitoring"], "port": "metrics"}
    spec.update(draw(scaling()))
    spec.update(draw(deliveries(measured="monitoring" in spec, routed=routed)))
    return spec


@st.composite
def exposures(draw: Any, *, routed: bool) -> dict[str, Any]:
    """A public host; the Ingress's own settings only where there is one."""
    ingress = {"ingressClass": "nginx", "tlsSecret": "t", "annotations": draw(annotation_maps())}
    own = {} if routed else draw(choice({}, ingress))
    return {"host": "a.example.com", "path": draw(choice("/", "/api")), **own}


@st.composite
def images(draw: Any) -> dict[str, Any]:
    """An image by tag, by digest, or by both."""
    digest = "sha256:" + "a" * 64
    pinned = draw(choice({"tag": "1.2.3"}, {"digest": digest}, {"tag": "1", "digest": digest}))
    return {"repository": "ghcr.io/a/b", **pinned, "pullSecrets": draw(choice([], ["registry"]))}


@st.composite
def scaling(draw: Any) -> dict[str, Any]:
    """A number of pods, or an autoscaler."""
    if draw(st.booleans()):
        return {"replicas": draw(choice(1, 2, 3, 4, 10, 20))}
    policy = {"percent": 100, "period": "30s"}
    both = {"cpu": "70%", "memory": "80%", "scaleUp": policy, "scaleDown": policy}
    return {
        "autoscaling": {"minReplicas": 4, "maxReplicas": 20, **draw(choice({"cpu": "70%"}, {"memory": "80%"}, both))}
    }


@st.composite
def deliveries(draw: Any, *, measured: bool, routed: bool) -> dict[str, Any]:
    """A strategy with, now and then, settings and analyses of its own."""
    spec: dict[str, Any] = {}
    if draw(st.booleans()):
        spec["deploymentStrategy"] = draw(choice("standard", "blueGreen", "canary"))
    if draw(st.booleans()):
        spec["allowedStrategies"] = ["canary", "blueGreen", "standard"]
    if not draw(st.booleans()):
        return spec
    drawn = draw(metrics(measured=measured))
    alone = [metric for metric in drawn if metric["type"] != "comparison"]
    spec["analyses"] = [{"name": "own", "metrics": drawn}, {"name": "alone", "metrics": alone}]
    steps: list[dict[str, Any]] = []
    for weight in (5, 50) if routed else (50,):
        steps += [{"setWeight": weight}, {"pause": draw(choice("5m", "manual"))}, {"analysis": "own"}]
    promotion = draw(choice({}, {"autoPromotion": True, "autoPromotionAfter": "5m"}, {"postPromotion": "alone"}))
    spec["strategies"] = {"canary": {"steps": steps}, "blueGreen": {"prePromotion": "alone", **promotion}}
    return spec


@st.composite
def metrics(draw: Any, *, measured: bool) -> list[dict[str, Any]]:
    """Metrics of most kinds; those of requests only where requests are measured."""
    expected = draw(STRING.filter(lambda text: bool(text) and "{{" not in text))
    made: list[dict[str, Any]] = [
        {"name": "health", "type": "health", "jsonPath": "{$.status}", "expected": expected},
        {"name": "smoke", "type": "smokeTest", "image": "ghcr.io/a/t", "tag": "1.0.0", "command": ["run"]},
    ]
    if not measured:
        return made
    no_data = draw(choice("pass", "hold", "fail"))
    form, compared, resource = draw(choice("quantile", "slo")), draw(choice("errorRate", "latency")), "memory"
    return [
        *made,
        {"name": "errors", "type": "errorRate", "threshold": "2%", "noData": no_data, "count": 3},
        {"name": "slow", "type": "latency", "threshold": "500ms", "form": form},
        {"name": "worse", "type": "comparison", "threshold": "20%", "of": compared},
        {"name": "usage", "type": "resourceUsage", "resource": resource, "threshold": "80%", "dryRun": True},
    ]
