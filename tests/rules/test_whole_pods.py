"""Shares of whole pods: the rule against a search through all numbers of pods, and its advice followed."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.rules.canary_whole_pods import RULE
from tests.rules.project import judge, view_of_data

if TYPE_CHECKING:
    from summitgen.findings import Finding

LADDERS = st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True).map(sorted)


def judged(pods: int, weights: list[int]) -> tuple[Finding, ...]:
    steps: list[dict[str, Any]] = [step for weight in weights for step in ({"setWeight": weight}, {"pause": "5m"})]
    workload = {
        "image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"},
        "port": 4000,
        "replicas": pods,
        "deploymentStrategy": "canary",
        "strategies": {"canary": {"steps": steps}},
    }
    environment = {
        "tier": "production",
        "namespace": "shop",
        "cluster": {"name": "shop"},
        "workloads": {"api": workload},
    }
    return judge(view_of_data(prod=environment), (RULE,))


def possible(weight: int, pods: int) -> bool:
    return any(abs(weight - Fraction(100 * canary, pods)) <= 1 for canary in range(1, pods))


@settings(deadline=None, max_examples=100)
@given(st.integers(2, 60), LADDERS)
def test_refused_are_the_weights_that_no_number_of_pods_makes(pods: int, weights: list[int]) -> None:
    refused = [int(finding.message.split(" ")[0]) for finding in judged(pods, weights)]
    assert refused == [weight for weight in weights if not possible(weight, pods)]


@settings(deadline=None, max_examples=100)
@given(st.integers(2, 60), LADDERS)
def test_advice_helps_and_asks_for_no_pod_too_many(pods: int, weights: list[int]) -> None:
    for finding in judged(pods, weights):
        instead, enough = (int(number) for number in re.findall(r"\d+", finding.remedy)[:2])
        assert judged(pods, [instead]) == ()
        assert judged(enough, weights) == ()
        assert all(judged(fewer, weights) for fewer in range(pods, enough))
