"""What settings and steps of the spec become in the Rollout, and what no spec can make of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from summitgen.model.environment import Environment
from summitgen.model.steps import Step
from summitgen.values.duration_budget import duration_budget
from summitgen.values.steps import step_values
from tests.strategies.matrix import Row, spec_of, specs
from tests.support.compilation import contexts, plain_objects, rule_findings, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW = Row("canary", "istio", "istio", "own", "plain", "weights", "errorRate", "hold", "replicas")
HASHES = [
    {"name": "latest-hash", "value": "{{templates.canary.podTemplateHash}}"},
    {"name": "stable-hash", "value": "{{templates.baseline.podTemplateHash}}"},
]


def objects(row: Row, **settings: Any) -> list[Any]:
    """What a row's workload becomes; ``settings`` join those of its strategy (None: of all of them)."""
    spec = spec_of(row)
    spec["workloads"]["api"]["strategies"][row.strategy].update(settings)
    assert not [found for found in rule_findings(spec) if found.severity.value == "error"]
    return plain_objects(values_of(contexts(spec)[0]))


def strategy(found: list[Any]) -> Any:
    (rollout,) = [one for one in found if one["kind"] == "Rollout"]
    (made,) = rollout["spec"]["strategy"].values()
    return made


def row(**changes: str) -> Row:
    return Row(**{**{name: getattr(ROW, name) for name in Row.__slots__}, **changes})


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"setWeight": 5}, {"setWeight": 5}),
        ({"pause": "manual"}, {"pause": {}}),
        ({"pause": "5m"}, {"pause": {"duration": "5m"}}),
        ({"setCanaryScale": {"replicas": 2}}, {"setCanaryScale": {"replicas": 2}}),
        ({"setCanaryScale": {"weight": 20}}, {"setCanaryScale": {"weight": 20}}),
        ({"setCanaryScale": {"matchTrafficWeight": True}}, {"setCanaryScale": {"matchTrafficWeight": True}}),
        ({"setHeaderRoute": {"name": "b"}}, {"setHeaderRoute": {"name": "b"}}),
        (
            {"setHeaderRoute": {"name": "b", "match": [{"header": "X-A", "prefix": "q-"}]}},
            {"setHeaderRoute": {"name": "b", "match": [{"headerName": "X-A", "headerValue": {"prefix": "q-"}}]}},
        ),
        ({"setMirrorRoute": {"name": "s", "percentage": 5}}, {"setMirrorRoute": {"name": "s"}}),
        (
            {"setMirrorRoute": {"name": "s", "percentage": 5, "match": [{"method": "HEAD", "path": "/a"}]}},
            {
                "setMirrorRoute": {
                    "name": "s",
                    "percentage": 5,
                    "match": [{"method": {"exact": "HEAD"}, "path": {"prefix": "/a"}}],
                }
            },
        ),
    ],
)
def test_steps_are_those_of_argo_rollouts(step: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert step_values({}, Step.model_validate(step)) == expected


def test_an_experiment_compares_equal_halves_and_waits_for_the_verdict() -> None:
    made = strategy(objects(row(steps="experimentWeighted", metric="comparison")))
    (experiment,) = [step["experiment"] for step in made["steps"] if "experiment" in step]
    assert experiment["duration"] == "20m"
    assert experiment["templates"] == [
        {"name": "baseline", "specRef": "stable", "replicas": 2, "weight": 5},
        {"name": "canary", "specRef": "canary", "replicas": 2, "weight": 5},
    ]
    assert experiment["analyses"] == [
        {"name": "judge", "templateName": "api-judge-experiment", "requiredForCompletion": True, "args": HASHES}
    ]


@pytest.mark.parametrize("one", ["canary", "blueGreen"])
@pytest.mark.parametrize(("delay", "expected"), [(None, None), ("never", 0), ("10m", 600)])
def test_the_delay_after_an_abort(one: str, delay: str | None, expected: int | None) -> None:
    made = strategy(objects(row(strategy=one), abortScaleDownDelay=delay))
    assert made.get("abortScaleDownDelaySeconds") == expected
    assert ("abortScaleDownDelaySeconds" in made) is (delay is not None)


@pytest.mark.parametrize("one", ["canary", "blueGreen"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, None),
        ("preferred", {"preferredDuringSchedulingIgnoredDuringExecution": {"weight": 100}}),
        ("required", {"requiredDuringSchedulingIgnoredDuringExecution": {}}),
    ],
)
def test_anti_affinity_between_versions(one: str, kind: str | None, expected: dict[str, Any] | None) -> None:
    assert strategy(objects(row(strategy=one), antiAffinity=kind)).get("antiAffinity") == expected


def test_a_dynamic_stable_version_is_not_kept() -> None:
    made = strategy(objects(row(mesh="linkerd", router="gatewayApi", setting="dynamic")))
    assert made["dynamicStableScale"] is True
    assert "scaleDownDelaySeconds" not in made
    assert strategy(objects(ROW))["scaleDownDelaySeconds"] == 30


def test_the_least_pods_of_a_version() -> None:
    assert strategy(objects(ROW, minPodsPerReplicaSet=2))["minPodsPerReplicaSet"] == 2


def test_subsets_of_one_service_over_all_pods() -> None:
    found = objects(ROW, split="subsets")
    made = strategy(found)
    assert "stableService" not in made and made["canaryService"] == "api-canary"
    rule = {"name": "api", "stableSubsetName": "stable", "canarySubsetName": "canary"}
    assert made["trafficRouting"]["istio"]["destinationRule"] == rule
    by_name = {(one["kind"], one["metadata"]["name"]): one.get("spec", {}) for one in found}
    host = "api.shop.svc.cluster.local"
    labels = by_name["Service", "api"]["selector"]
    assert by_name["DestinationRule", "api"]["subsets"] == [
        {"name": "stable", "labels": labels},
        {"name": "canary", "labels": labels},
    ]
    assert by_name["VirtualService", "api"]["http"][0]["route"] == [
        {"destination": {"host": host, "subset": "stable"}, "weight": 100},
        {"destination": {"host": host, "subset": "canary"}, "weight": 0},
    ]


def test_routes_of_steps_are_managed_in_their_order_and_the_own_one_is_named() -> None:
    istio = strategy(objects(row(steps="routes")))["trafficRouting"]
    assert istio["managedRoutes"] == [{"name": "beta"}, {"name": "shadow"}]
    assert istio["istio"]["virtualService"]["routes"] == ["primary"]
    plugin = strategy(objects(row(mesh="linkerd", router="gatewayApi", steps="header")))["trafficRouting"]
    assert plugin["managedRoutes"] == [{"name": "beta"}]
    routes = plugin["plugins"]["argoproj-labs/gatewayAPI"]["httpRoutes"]
    assert [one["useHeaderRoutes"] for one in routes] == [True, True]
    without = strategy(objects(row(mesh="linkerd", router="gatewayApi")))["trafficRouting"]
    assert "managedRoutes" not in without
    assert without["plugins"]["argoproj-labs/gatewayAPI"]["httpRoutes"] == [{"name": "api"}, {"name": "api-mesh"}]


def test_history_retention_and_subscriptions() -> None:
    found = objects(ROW)
    (rollout,) = [one for one in found if one["kind"] == "Rollout"]
    assert rollout["spec"]["analysis"] == {"successfulRunHistoryLimit": 3, "unsuccessfulRunHistoryLimit": 10}
    key = "notifications.argoproj.io/subscribe.on-rollout-aborted.slack"
    assert rollout["metadata"]["annotations"] == {key: "#alerts;team"}
    (template,) = [one for one in found if one["kind"] == "AnalysisTemplate"]
    assert template["spec"]["measurementRetention"] == [{"metricName": "metric", "limit": 20}]


def test_the_time_of_an_experiment_counts() -> None:
    context = contexts(spec_of(row(steps="experimentWeighted")))[0]
    plain = duration_budget(contexts(spec_of(ROW))[0], "canary")
    budget = duration_budget(context, "canary")
    assert budget.analyses - plain.analyses == 20 * 60
    assert budget.pods - plain.pods == 600


def test_what_no_spec_can_make() -> None:
    """Rules 3, 4, 5, 7 and 32: two Services exactly where a router splits, routes listed, a way back."""
    for spec in specs():
        if spec.row.strategy != "canary":
            continue
        found = plain_objects(values_of(contexts(spec.data)[0]))
        made, router = strategy(found), spec.row.router
        (rollout,) = [one for one in found if one["kind"] == "Rollout"]
        assert ("stableService" in made) == (router != "none" and spec.row.setting != "subsets")
        assert made.get("stableService") != made["canaryService"]
        expected = {"istio": {"istio"}, "gatewayApi": {"plugins"}, "none": set()}[router]
        assert set(made.get("trafficRouting", {})) - {"managedRoutes"} == expected
        assert rollout["spec"]["rollbackWindow"]["revisions"] >= 1
        assert rollout["spec"]["revisionHistoryLimit"] >= rollout["spec"]["rollbackWindow"]["revisions"]
        assert rollout["spec"]["progressDeadlineAbort"] is True
        # Rule 35: what an autoscaler sets is set by nobody else.
        assert ("replicas" in rollout["spec"]) == (spec.row.pods == "replicas")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({}, "exactly one of setWeight"),
        ({"setWeight": 5, "pause": "5m"}, "exactly one of setWeight"),
        ({"setCanaryScale": {}}, "exactly one of replicas"),
        ({"setCanaryScale": {"replicas": 1, "matchTrafficWeight": True}}, "exactly one of replicas"),
        ({"setHeaderRoute": {"name": "b", "match": [{"header": "X"}]}}, "exactly one of exact"),
        ({"setHeaderRoute": {"name": "b", "match": [{"header": "X", "exact": "1", "regex": "1"}]}}, "exactly one of"),
        ({"setHeaderRoute": {"name": "b", "match": [{"header": "X y", "exact": "1"}]}}, "pattern"),
        ({"setHeaderRoute": {"name": "b", "match": [{"header": "X", "exact": "{{args.x}}"}]}}, "write the value out"),
        ({"setMirrorRoute": {"name": "s", "match": [{"method": "POST"}]}}, "'GET', 'HEAD' or 'OPTIONS'"),
        ({"setMirrorRoute": {"name": "s", "match": [{"path": "search"}]}}, "pattern"),
        ({"experiment": {"analyses": []}}, "at least 1 item"),
        ({"experiment": {"analyses": ["a"], "weight": 50}}, "less than or equal to 49"),
    ],
)
def test_steps_that_the_model_refuses(step: dict[str, Any], words: str) -> None:
    spec = spec_of(ROW)
    spec["workloads"]["api"]["strategies"]["canary"]["steps"] = [step]
    with pytest.raises(ValidationError, match=words):
        Environment.model_validate(spec)


@pytest.mark.parametrize("recipient", ["a;b", "a b", "", "a\nb", "é"])
def test_recipients_that_would_become_others(recipient: str) -> None:
    spec = spec_of(ROW)
    spec["workloads"]["api"]["strategies"]["notifications"][0]["recipients"] = [recipient]
    with pytest.raises(ValidationError, match="recipients"):
        Environment.model_validate(spec)
