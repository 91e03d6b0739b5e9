"""What a mesh changes: sidecars that outlive the drain, Jobs that end, routes that meet the right requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.compilation import contexts, plain_objects, values_of

SIDECARS = {
    "istio": {"sidecar.istio.io/nativeSidecar"},
    "linkerd": {
        "config.alpha.linkerd.io/proxy-enable-native-sidecar",
        "config.beta.linkerd.io/proxy-enable-native-sidecar",
    },
}


def spec(mesh: str, router: str, **more: Any) -> dict[str, Any]:
    """An environment with one workload, blue-green with a smoke test allowed."""
    smoke = {"name": "smoke", "type": "smokeTest", "image": "ghcr.io/a/t", "tag": "1", "command": ["run"]}
    workload = {
        "image": {"repository": "ghcr.io/a/b", "tag": "1.0.0"},
        "port": 8080,
        "replicas": 3,
        "deploymentStrategy": "blueGreen",
        "allowedStrategies": ["canary"],
        "analyses": [{"name": "pre", "metrics": [smoke]}],
        "strategies": {"blueGreen": {"prePromotion": "pre"}},
        **more,
    }
    cluster = {"name": "c", "mesh": mesh, "trafficRouter": router, "rolloutsInMesh": True}
    return {"tier": "production", "namespace": "shop", "cluster": cluster, "workloads": {"api": workload}}


@pytest.mark.parametrize("mesh", ["istio", "linkerd"])
def test_sidecars_are_native_in_pods_and_jobs(mesh: str) -> None:
    values = values_of(contexts(spec(mesh, "none"))[0])
    (job,) = [m["provider"]["job"] for a in values["strategies"]["blueGreen"]["analyses"] for m in a["metrics"]]
    assert SIDECARS[mesh] <= set(values["podAnnotations"])
    assert SIDECARS[mesh] <= set(job["spec"]["template"]["metadata"]["annotations"])


def test_outside_a_mesh_nothing_is_said_of_sidecars() -> None:
    values = values_of(contexts(spec("none", "none"))[0])
    (job,) = [m["provider"]["job"] for a in values["strategies"]["blueGreen"]["analyses"] for m in a["metrics"]]
    assert values["podAnnotations"] == {}
    assert "annotations" not in job["spec"]["template"]["metadata"]


def test_the_public_host_bounds_the_gateway_and_never_the_mesh() -> None:
    values = values_of(contexts(spec("linkerd", "gatewayApi", exposure={"host": "a.example.com", "path": "/api"}))[0])
    routes = [one for one in plain_objects({**values, "deploymentStrategy": "canary"}) if one["kind"] == "HTTPRoute"]
    public, mesh = routes
    assert public["spec"]["hostnames"] == ["a.example.com"]
    assert public["spec"]["parentRefs"][0]["kind"] == "Gateway"
    assert public["spec"]["rules"][0]["matches"][0]["path"]["value"] == "/api"
    assert "hostnames" not in mesh["spec"]
    assert mesh["spec"]["parentRefs"][0]["kind"] == "Service"
    assert mesh["spec"]["rules"][0]["matches"][0]["path"]["value"] == "/"
    rollout = next(one for one in plain_objects({**values, "deploymentStrategy": "canary"}) if one["kind"] == "Rollout")
    plugin = rollout["spec"]["strategy"]["canary"]["trafficRouting"]["plugins"]["argoproj-labs/gatewayAPI"]
    assert [route["name"] for route in plugin["httpRoutes"]] == [one["metadata"]["name"] for one in routes]


@pytest.mark.parametrize(("traffic", "no_data"), [(None, "len(result) == 0 ||"), ("10/s", "len(result) == 1 &&")])
def test_an_idle_service_does_not_hold_its_own_delivery(traffic: str | None, no_data: str) -> None:
    more = {} if traffic is None else {"traffic": traffic}
    data = spec("istio", "istio", deploymentStrategy="canary", strategies={}, analyses=[], **more)
    data["cluster"]["prometheus"] = {"address": "http://prometheus.monitoring:9090"}
    analyses = {a["name"]: a for a in values_of(contexts(data)[0])["strategies"]["canary"]["analyses"]}
    errors = next(m for m in analyses["api-default"]["metrics"] if m["name"] == "error-rate")
    assert errors["successCondition"].startswith(no_data)


def test_the_autoscaler_looks_at_the_main_container() -> None:
    data = spec("linkerd", "none", replicas=None, autoscaling={"minReplicas": 2, "maxReplicas": 4, "cpu": "70%"})
    data["workloads"]["api"].pop("replicas")
    (metric,) = values_of(contexts(data)[0])["autoscaling"]["metrics"]
    assert metric["containerResource"]["container"] == "api"


def test_names_are_resolved_by_the_cache_on_the_node_too() -> None:
    dns = values_of(contexts(spec("none", "none"))[0])["networkPolicy"]["egress"][0]
    assert {"ipBlock": {"cidr": "169.254.20.10/32"}} in dns["to"]
