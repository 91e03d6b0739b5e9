"""Each rule of the table: a change that it speaks of, and one that it doesn't."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.changes.objects import Identity
from summitgen.changes.risk import OTHERWISE, TABLE, Level, risks_of
from summitgen.changes.rules import Delta, quantity

WORDS = {rule.__name__: (level, words) for level, rule, words in TABLE}
CONTAINER: dict[str, Any] = {
    "name": "web",
    "image": "r/web:1",
    "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": "1"}},
    "readinessProbe": {"periodSeconds": 5},
    "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "a"}}}],
}
CANARY = {
    "steps": [{"setWeight": 5}, {"pause": {"duration": "5m"}}, {"analysis": {"templates": [{"templateName": "t"}]}}]
}
ROLLOUT: dict[str, Any] = {
    "kind": "Rollout",
    "spec": {
        "replicas": 3,
        "selector": {"matchLabels": {"a": "b"}},
        "strategy": {"canary": CANARY},
        "template": {"spec": {"containers": [CONTAINER]}},
    },
}
DEPLOYMENT = {**ROLLOUT, "kind": "Deployment", "spec": {**ROLLOUT["spec"], "strategy": {"rollingUpdate": {}}}}
CONTAINERS = "spec.template.spec.containers"


def made(kind: str, **spec: Any) -> dict[str, Any]:
    return {"kind": kind, "spec": spec}


def edited(before: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with another value at a path; None removes it."""
    after = copy.deepcopy(before)
    inner: Any = after
    *above, last = path.split(".")
    for key in above:
        inner = inner[int(key) if isinstance(inner, list) else key]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return after


def delta(before: Any, after: Any, name: str = "web", tier: str = "production") -> Delta:
    return Delta(Identity((before or after)["kind"], "shop", name, ""), before, after, tier)


POLICY = made("NetworkPolicy", podSelector={}, policyTypes=["Ingress", "Egress"], ingress=[{"from": ["a"]}])
SERVICE = made("Service", selector={"a": "b"}, ports=[{"port": 1}])
HPA = made("HorizontalPodAutoscaler", minReplicas=2, maxReplicas=5)
ANALYSIS = made("AnalysisTemplate", metrics=[1])
SECRET = made("ExternalSecret", data=[1])
CASES: list[tuple[str, Any, Any]] = [
    *(
        ("removed_for_good", made(kind), None)
        for kind in (
            "Service",
            "PersistentVolumeClaim",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "NetworkPolicy",
        )
    ),
    ("workload_removed", ROLLOUT, None),
    ("workload_removed", DEPLOYMENT, None),
    ("selector", ROLLOUT, edited(ROLLOUT, "spec.selector", {"matchLabels": {"a": "c"}})),
    ("selector", SERVICE, edited(SERVICE, "spec.selector", {"a": "c"})),
    ("unjudged", ROLLOUT, edited(ROLLOUT, "spec.strategy.canary.steps", CANARY["steps"][:2])),
    ("analysis", ANALYSIS, edited(ANALYSIS, "spec.metrics", [2])),
    ("analysis", ANALYSIS, None),
    ("steps", ROLLOUT, edited(ROLLOUT, "spec.strategy.canary.steps", CANARY["steps"][1:])),
    ("ports", SERVICE, edited(SERVICE, "spec.ports", [])),
    ("fewer", ROLLOUT, edited(ROLLOUT, "spec.replicas", 2)),
    ("fewer", HPA, edited(HPA, "spec.minReplicas", 1)),
    ("fewer", HPA, edited(HPA, "spec.maxReplicas", 4)),
    ("disruption", made("PodDisruptionBudget", minAvailable=1), made("PodDisruptionBudget", minAvailable=2)),
    ("wider", POLICY, edited(POLICY, "spec.ingress", [{"from": ["a"]}, {"from": ["b"]}])),
    ("wider", POLICY, edited(POLICY, "spec.policyTypes", ["Ingress"])),
    ("wider", POLICY, edited(POLICY, "spec.podSelector", {"x": 1})),
    ("wider", made("AuthorizationPolicy", rules=[1]), made("AuthorizationPolicy", rules=[2])),
    ("secrets", SECRET, edited(SECRET, "spec.data", [2])),
    ("secrets", None, SECRET),
    ("secrets", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.env", [])),
    ("lower", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.resources.requests.cpu", "0.4")),
    ("lower", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.resources.requests.memory", "1000M")),
    ("lower", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.resources.limits.cpu", "999m")),
    ("probes", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.readinessProbe", None)),
    ("routing", made("VirtualService", http=[1]), made("VirtualService", http=[2])),
    ("image", ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.image", "r/web:2")),
]


@pytest.mark.parametrize(("rule", "before", "after"), CASES)
def test_what_a_rule_speaks_of(rule: str, before: Any, after: Any) -> None:
    risk = risks_of([delta(before, after)])
    level, words = WORDS[rule]
    assert (level, words) in {(one.level, one.words) for one in risk.reasons}
    assert risk.level == max(one.level for one in risk.reasons)


def test_every_rule_has_a_case() -> None:
    assert {rule for rule, _, _ in CASES} == WORDS.keys()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ROLLOUT, edited(ROLLOUT, "spec.replicas", 4)),
        (ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.resources.requests.cpu", "0.5")),
        (ROLLOUT, edited(ROLLOUT, f"{CONTAINERS}.0.resources.requests.memory", "2Gi")),
        (ROLLOUT, edited(ROLLOUT, "spec.strategy.canary.maxSurge", 1)),
        (POLICY, edited(POLICY, "spec.ingress", [])),
        (HPA, edited(HPA, "spec.maxReplicas", 6)),
    ],
)
def test_what_no_rule_speaks_of_is_low(before: Any, after: Any) -> None:
    (reason,) = risks_of([delta(before, after)]).reasons
    assert (reason.level, reason.words) == (Level.LOW, OTHERWISE)


def test_only_production_has_to_be_judged() -> None:
    after = edited(ROLLOUT, "spec.strategy.canary.steps", CANARY["steps"][:2])
    assert risks_of([delta(ROLLOUT, after)]).level is Level.HIGH
    assert risks_of([delta(ROLLOUT, after, tier="staging")]).level is Level.MEDIUM


def test_a_switch_is_said_once_and_graver_where_the_kind_changes() -> None:
    (reason,) = risks_of([delta(DEPLOYMENT, None), delta(None, ROLLOUT)]).reasons
    assert reason.level is Level.HIGH and reason.subject == "workload web"
    assert "from standard to canary" in reason.words
    other = risks_of([delta(ROLLOUT, edited(ROLLOUT, "spec.strategy", {"blueGreen": {"x": CANARY["steps"]}}))])
    assert [(one.level, one.subject) for one in other.reasons] == [(Level.MEDIUM, "workload web")]


def test_a_secret_of_a_new_hash_takes_the_place_of_the_old() -> None:
    old, new = delta(SECRET, None, "web-07387119cc"), delta(None, SECRET, "web-17387119cc")
    assert [one.level for one in risks_of([old, new]).reasons] == [Level.MEDIUM]
    assert risks_of([delta(SECRET, None, "web")]).level is Level.HIGH


def test_what_is_added_is_no_risk() -> None:
    assert risks_of([delta(None, SERVICE), delta(None, ROLLOUT, "new")]) == (Level.LOW, ())


@pytest.mark.parametrize(
    ("text", "number"), [("500m", "0.5"), ("1", "1"), ("1Ki", "1024"), ("1k", "1000"), ("2Gi", str(2**31)), ("x", None)]
)
def test_quantities(text: str, number: str | None) -> None:
    assert quantity(text) == (None if number is None else Decimal(number))


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["spec", "template", "containers", "name", "strategy", "canary", "steps", "pause", "ports"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(["Rollout", "Deployment", "Service", "NetworkPolicy"]), TREES, TREES)
def test_no_shape_of_an_object_breaks_a_rule(kind: str, before: Any, after: Any) -> None:
    one, other = {"kind": kind, "spec": before}, {"kind": kind, "spec": after}
    assert risks_of([delta(one, other)]).reasons
