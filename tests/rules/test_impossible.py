"""What no spec can say: for the mistakes that need no finding, that they can't be written, or are never compiled.

The environments here use every strategy, router and mesh, so that what is shown of their objects is shown of each.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from summitgen.model.environment import Environment
from tests.support.compilation import contexts, plain_objects, rule_findings, values_of

CLUSTERS = (("none", "none"), ("istio", "istio"), ("istio", "gatewayApi"), ("linkerd", "gatewayApi"))
STRATEGIES = ("standard", "blueGreen", "canary")
SMOKE = {"name": "smoke", "type": "smokeTest", "image": "ghcr.io/shop/smoke", "tag": "1.0.0", "command": ["run"]}
METRICS: list[dict[str, Any]] = [
    {"name": "health", "type": "health"},
    {"name": "errors", "type": "errorRate", "threshold": "5%", "noData": "pass", "dryRun": True},
    {"name": "worse", "type": "latency", "threshold": "500ms", "noData": "fail"},
    {"name": "usage", "type": "resourceUsage", "resource": "memory", "threshold": "80%"},
]
BACKGROUND = [{"name": "watch", "type": "errorRate", "threshold": "5%", "noData": "pass"}]
COMPARED = {"name": "compared", "type": "comparison", "threshold": "20%"}
STEPS: list[dict[str, Any]] = [{"setWeight": 33}, {"pause": "5m"}, {"analysis": "step"}]


def environment(mesh: str = "none", router: str = "none", **more: Any) -> dict[str, Any]:
    """An environment with one workload that may be delivered in all ways."""
    workload = {
        "image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"},
        "port": 4000,
        "ports": [{"name": "metrics", "port": 9090}],
        "monitoring": {"port": "metrics"},
        "dataStores": ["postgres"],
        "exposure": {"host": "shop.example.com"},
        "deploymentStrategy": "canary",
        "allowedStrategies": list(STRATEGIES),
        "strategies": {
            "canary": {"background": "watch", "steps": STEPS},
            "blueGreen": {"prePromotion": "before", "postPromotion": "after"},
        },
        "analyses": [
            {"name": "step", "metrics": [*METRICS, COMPARED]},
            {"name": "watch", "metrics": BACKGROUND},
            {"name": "before", "metrics": [METRICS[0], SMOKE]},
            {"name": "after", "metrics": METRICS},
        ],
        **more,
    }
    cluster = {
        "name": "shop",
        "mesh": mesh,
        "trafficRouter": router,
        "rolloutsInMesh": True,
        "prometheus": {"address": "http://prometheus.monitoring:9090"},
    }
    stores = {"postgres": {"type": "postgresql", "host": "db.example.com", "port": 5432, "cidr": "10.0.0.0/20"}}
    return {
        "tier": "production",
        "namespace": "shop",
        "cluster": cluster,
        "dataStores": stores,
        "workloads": {"api": workload},
    }


@cache
def compiled(mesh: str, router: str, strategy: str) -> tuple[dict[str, Any], ...]:
    """The plain objects of that environment, which breaks no rule, under one of the strategies."""
    data = environment(mesh, router)
    assert [finding for finding in rule_findings(data) if finding.severity == "error"] == []
    return tuple(plain_objects({**values_of(contexts(data)[0]), "deploymentStrategy": strategy}))


ALL = [(mesh, router, strategy) for mesh, router in CLUSTERS for strategy in STRATEGIES]


def of_kind(objects: tuple[dict[str, Any], ...], kind: str) -> list[dict[str, Any]]:
    return [one for one in objects if one["kind"] == kind]


def rollouts() -> list[tuple[tuple[str, str, str], dict[str, Any]]]:
    """All Rollouts with the cluster and strategy that they were made for."""
    return [(which, one) for which in ALL for one in of_kind(compiled(*which), "Rollout")]


def templates(*which: str) -> list[dict[str, Any]]:
    return of_kind(compiled(*which), "AnalysisTemplate")


def refused(**more: Any) -> str:
    """What the model says of a workload that has something more."""
    with pytest.raises(ValidationError) as caught:
        Environment.model_validate(environment(**more))
    return str(caught.value)


@pytest.mark.parametrize("value", ["1", "1.5", 1.5, "25 %", "-1", -1])
def test_a_surge_is_a_number_of_pods_or_a_percentage(value: object) -> None:
    assert "maxSurge" in refused(strategies={"canary": {"maxSurge": value}})


def test_compiled_surges_are_numbers_or_percentages() -> None:
    for (_, _, strategy), rollout in rollouts():
        if strategy == "canary":
            for key in ("maxSurge", "maxUnavailable"):
                value = rollout["spec"]["strategy"]["canary"][key]
                assert isinstance(value, int) or re.fullmatch(r"\d+%", value)


def test_a_router_names_its_provider_and_two_services() -> None:
    for (_, router, strategy), rollout in rollouts():
        if strategy == "canary" and router != "none":
            canary = rollout["spec"]["strategy"]["canary"]
            provider = {"istio": "istio", "gatewayApi": "plugins"}[router]
            assert canary["trafficRouting"][provider]
            assert (canary["stableService"], canary["canaryService"]) == ("api", "api-canary")


def test_without_a_router_no_service_is_left_to_stable() -> None:
    (rollout,) = of_kind(compiled("none", "none", "canary"), "Rollout")
    canary = rollout["spec"]["strategy"]["canary"]
    assert "stableService" not in canary and "trafficRouting" not in canary
    (ingress,) = of_kind(compiled("none", "none", "canary"), "Ingress")
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"]
    assert backend == "api" != canary["canaryService"]


def test_the_route_of_a_canary_leads_to_both_versions_and_is_listed() -> None:
    objects = compiled("istio", "istio", "canary")
    (service,), (rollout,) = of_kind(objects, "VirtualService"), of_kind(objects, "Rollout")
    (route,) = service["spec"]["http"]
    assert [one["destination"]["host"].split(".")[0] for one in route["route"]] == ["api", "api-canary"]
    listed = rollout["spec"]["strategy"]["canary"]["trafficRouting"]["istio"]["virtualService"]
    assert listed == {"name": service["metadata"]["name"], "routes": [route["name"]]}


def test_gateway_api_goes_through_its_plugin_and_linkerd_through_gateway_api() -> None:
    for (mesh, router, strategy), rollout in rollouts():
        routing = rollout["spec"]["strategy"].get("canary", {}).get("trafficRouting", {})
        assert not {"gatewayAPI", "smi", "nginx"} & set(routing)
        if router == "gatewayApi" and strategy == "canary":
            routes = routing["plugins"]["argoproj-labs/gatewayAPI"]["httpRoutes"]
            made = {one["metadata"]["name"] for one in of_kind(compiled(mesh, router, strategy), "HTTPRoute")}
            assert {route["name"] for route in routes} == made
    for which in ALL:
        assert of_kind(compiled(*which), "TrafficSplit") == []


def test_an_inconclusive_limit_can_not_be_written() -> None:
    metric = {"name": "errors", "type": "errorRate", "threshold": "5%", "inconclusiveLimit": 5}
    assert "inconclusiveLimit" in refused(analyses=[{"name": "step", "metrics": [metric]}])
    for which in ALL:
        for template in templates(*which):
            assert not [one for one in template["spec"]["metrics"] if "inconclusiveLimit" in one]


def test_every_metric_but_a_job_has_a_condition() -> None:
    seen = 0
    for which in ALL:
        for template in templates(*which):
            for metric in template["spec"]["metrics"]:
                assert ("successCondition" in metric) != ("job" in metric["provider"])
                seen += 1
    assert seen > 30


@pytest.mark.parametrize("key", ["successCondition", "failureCondition"])
def test_a_condition_can_not_be_written(key: str) -> None:
    metric = {"name": "errors", "type": "errorRate", "threshold": "5%", key: "result < 0.05"}
    assert key in refused(analyses=[{"name": "step", "metrics": [metric]}])


def test_consecutive_failures_are_no_limit() -> None:
    metric = {"name": "errors", "type": "errorRate", "threshold": "5%", "failuresInARow": 3, "noData": "pass"}
    data = environment(analyses=[{"name": "step", "metrics": [metric]}], strategies={"canary": {"steps": STEPS}})
    (made,) = values_of(contexts(data)[0])["strategies"]["canary"]["analyses"][0]["metrics"]
    assert "count_over_time" in made["provider"]["prometheus"]["query"]
    assert made["failureLimit"] == 0


def test_a_crash_loop_aborts_before_the_analysis_starts() -> None:
    for _, rollout in rollouts():
        assert rollout["spec"]["progressDeadlineAbort"] is True
        assert rollout["spec"]["progressDeadlineSeconds"] > 0


def references(rollout: dict[str, Any]) -> list[dict[str, Any]]:
    """Every reference of a Rollout to AnalysisTemplates."""
    strategy = rollout["spec"]["strategy"]
    canary, blue_green = strategy.get("canary", {}), strategy.get("blueGreen", {})
    found = [step["analysis"] for step in canary.get("steps", ()) if "analysis" in step]
    found += [canary[key] for key in ("analysis",) if key in canary]
    return found + [blue_green[key] for key in ("prePromotionAnalysis", "postPromotionAnalysis") if key in blue_green]


def test_each_argument_is_declared_and_supplied_once() -> None:
    seen = 0
    for which, rollout in rollouts():
        made = {one["metadata"]["name"]: one["spec"] for one in templates(*which)}
        for reference in references(rollout):
            (template,) = (made[one["templateName"]] for one in reference["templates"])
            declared = [arg["name"] for arg in template.get("args", ())]
            mentioned = set(re.findall(r"\{\{args\.([\w-]+)\}\}", str(template["metrics"])))
            supplied = [arg["name"] for arg in reference.get("args", ())]
            assert sorted(declared) == sorted(mentioned) == sorted(supplied)
            seen += len(declared)
    assert seen > 10


@pytest.mark.parametrize("name", ["Smoke", "smoke_test", "-smoke", "x" * 64])
def test_a_metric_is_named_as_a_job_may_be(name: str) -> None:
    assert "name" in refused(analyses=[{"name": "step", "metrics": [{**SMOKE, "name": name}]}])


def test_smoke_tests_end_and_are_not_repeated() -> None:
    for mesh, router in CLUSTERS:
        (job,) = [
            metric["provider"]["job"]["spec"]
            for template in templates(mesh, router, "blueGreen")
            for metric in template["spec"]["metrics"]
            if "job" in metric["provider"]
        ]
        assert job["backoffLimit"] <= 1
        assert job["activeDeadlineSeconds"] > 0
        assert job["template"]["spec"]["securityContext"]["runAsNonRoot"] is True


def test_web_checks_name_the_namespace_and_the_controller_is_admitted() -> None:
    for which in ALL:
        for template in templates(*which):
            for metric in template["spec"]["metrics"]:
                if "web" in metric["provider"]:
                    assert ".shop.svc.cluster.local:4000/" in metric["provider"]["web"]["url"]
        assert "argo-rollouts" in admitted(compiled(*which))


def admitted(objects: tuple[dict[str, Any], ...]) -> set[str]:
    """The namespaces from which the workload's policy admits calls."""
    (policy,) = [one for one in of_kind(objects, "NetworkPolicy") if one["metadata"]["name"] == "api"]
    selectors = [peer.get("namespaceSelector") for rule in policy["spec"]["ingress"] for peer in rule["from"]]
    return {one["matchLabels"]["kubernetes.io/metadata.name"] for one in selectors if one}


def test_policies_admit_whoever_has_to_call_and_what_has_to_be_called() -> None:
    for mesh, router, strategy in ALL:
        objects = compiled(mesh, router, strategy)
        assert {"monitoring", "argo-rollouts"} <= admitted(objects)
        if router != "none":
            assert "istio-ingress" in admitted(objects)
        (policy,) = [one for one in of_kind(objects, "NetworkPolicy") if one["metadata"]["name"] == "api"]
        reached = {port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]}
        assert {53, 5432} <= reached
        assert mesh == "none" or {15012, 8080, 8443, 8086, 8090} & reached


def test_a_quick_way_back_is_always_there() -> None:
    assert "rollbackWindow" in refused(strategies={"rollbackWindow": 0})
    data = environment()
    data["workloads"]["api"]["strategies"]["rollbackWindow"] = 9
    data["workloads"]["api"]["strategies"]["revisionHistory"] = 2
    made = values_of(contexts(data)[0])["strategies"]
    assert made["revisionHistoryLimit"] >= made["rollbackWindowRevisions"] == 9
    for _, rollout in rollouts():
        assert 1 <= rollout["spec"]["rollbackWindow"]["revisions"] <= rollout["spec"]["revisionHistoryLimit"]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_autoscaler_targets_what_runs_the_pods(strategy: str) -> None:
    data = environment(autoscaling={"minReplicas": 3, "maxReplicas": 9, "cpu": "70%"})
    objects = tuple(plain_objects({**values_of(contexts(data)[0]), "deploymentStrategy": strategy}))
    kind = "Deployment" if strategy == "standard" else "Rollout"
    (scaler,), (owner,) = of_kind(objects, "HorizontalPodAutoscaler"), of_kind(objects, kind)
    target = scaler["spec"]["scaleTargetRef"]
    assert (target["apiVersion"], target["kind"], target["name"]) == (owner["apiVersion"], kind, "api")
    assert "replicas" not in owner["spec"] and "workloadRef" not in owner["spec"]


def test_a_pod_is_scraped_once_and_carries_the_hash() -> None:
    for which in ALL:
        objects = compiled(*which)
        (monitor,) = of_kind(objects, "PodMonitor")
        assert of_kind(objects, "ServiceMonitor") == []
        assert "rollouts-pod-template-hash" in monitor["spec"]["podTargetLabels"]


def test_selectors_hold_no_version_and_can_not_be_changed() -> None:
    data = environment(labels={"app.kubernetes.io/name": "other", "app.kubernetes.io/version": "7"})
    changed = tuple(plain_objects(values_of(contexts(data)[0])))
    for objects in (changed, *(compiled(*which) for which in ALL)):
        for one in (*of_kind(objects, "Rollout"), *of_kind(objects, "Deployment")):
            frozen = {"app.kubernetes.io/name": "api", "app.kubernetes.io/instance": "api"}
            assert one["spec"]["selector"]["matchLabels"] == frozen
            assert frozen.items() <= one["spec"]["template"]["metadata"]["labels"].items()
        for one in of_kind(objects, "Service"):
            assert one["spec"]["selector"] == frozen


def test_settings_are_versioned_with_the_pods() -> None:
    def names(content: str, key: str) -> tuple[set[str], str]:
        more: dict[str, Any] = {
            "configFiles": [{"name": "app.conf", "content": content}],
            "secrets": [{"name": "PASSWORD", "key": key}],
            "env": [{"name": "LEVEL", "value": content}],
        }
        objects = tuple(plain_objects(values_of(contexts(environment(**more))[0])))
        (rollout,) = of_kind(objects, "Rollout")
        made = {one["metadata"]["name"] for kind in ("ConfigMap", "ExternalSecret") for one in of_kind(objects, kind)}
        pod = str(rollout["spec"]["template"]["spec"])
        assert len(made) == 2 and all(name in pod for name in made)
        return made, pod

    (before, pod), (file, _), (secret, _) = names("a", "shop/a"), names("b", "shop/a"), names("a", "shop/b")
    assert len(before & file) == 1 and len(before & secret) == 1 and before & file != before & secret
    assert "{'name': 'LEVEL', 'value': 'a'}" in pod


def test_a_dry_run_is_a_property_of_a_metric_that_is_there() -> None:
    found = 0
    for which in ALL:
        for template in templates(*which):
            metrics = {metric["name"] for metric in template["spec"]["metrics"]}
            dry = {one["metricName"] for one in template["spec"].get("dryRun", ())}
            assert dry <= metrics
            found += len(dry)
    assert found
