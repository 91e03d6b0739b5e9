"""Scenario files: what they may say, and all that is wrong with them at once."""

from __future__ import annotations

import pytest

from summitgen.simulator.presets import PRESETS
from summitgen.simulator.scenario import Course, Scenario, constant, mean
from summitgen.simulator.scenario_file import KEYS, read_scenario
from summitgen.stages.yaml_tree import parse

METRICS = ("cpu", "health")
WHOLE = """
requests: 50/s
errors:
  - {from: 0s, value: 0%}
  - {from: 12m, value: 10%}
stableErrors: 0.1%
latency: 300ms
stableLatency: 1s
prometheus: [{from: 0s, value: up}, {from: 1h, value: down}]
pods: [{from: 0s, value: ready}, {from: 90s, value: crash}]
podStart: 1m
promoteAfter: 10m
metrics:
  cpu: [{from: 0s, value: 0.4}, {from: 5m, value: none}]
  health: fail
"""


def read(text: str) -> tuple[Scenario, list[str]]:
    """The scenario of a text, and what is wrong with it, with the places."""
    root, problems = parse("s.yaml", text)
    assert not problems
    scenario, findings = read_scenario(root, "s", METRICS)
    places = [finding.place for finding in findings]
    lines = [f"{place.line}:{place.column} {finding.message}" if place else "" for finding, place in
             zip(findings, places, strict=True)]  # fmt: skip
    return scenario, lines


def test_a_scenario_says_all_of_it() -> None:
    scenario, findings = read(WHOLE)
    assert findings == []
    assert scenario == Scenario(
        "s",
        requests=constant(50.0),
        errors=Course(((0, 0.0), (720, 0.1))),
        stable_errors=constant(0.001),
        latency=constant(0.3),
        stable_latency=constant(1.0),
        prometheus=Course(((0, True), (3600, False))),
        pods=Course(((0, True), (90, False))),
        pod_start=60,
        promote_after=600,
        metrics={"cpu": Course(((0, 0.4), (300, "none"))), "health": constant("fail")},
    )
    assert all(f"\n{key}:" in WHOLE for key in KEYS)


def test_an_empty_file_is_a_healthy_rollout() -> None:
    assert read("# nothing\n") == (Scenario("s"), [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("- 1\n", "1:1 a scenario is a map of its keys"),
        ("errrors: 1%\n", '1:1 there is no key "errrors"; did you mean "errors"?; there is ' + ", ".join(KEYS)),
        ("errors: 0.1\n", "1:9 errors can't be 0.1: a percentage from 0% to 100%"),
        ("errors: {a: 1}\n", "1:9 errors is a value, or a list of {from, value}"),
        ("errors: []\n", "1:9 errors is a value, or a list of {from, value}"),
        ("errors: [{from: 0s}]\n", "1:10 an item of errors has exactly the keys from and value"),
        ("errors: [{from: 5, value: 1%}]\n", "1:17 from can't be 5: a duration in h, m and s is needed"),
        ("errors: [{from: 5s, value: 1%}]\n", "1:9 errors has to begin at 0s"),
        ("errors: [{from: 0s, value: 1%}, {from: 0s, value: 2%}]\n", "1:9 the moments of errors have to rise"),
        ("pods: down\n", "1:7 pods can't be down: it is ready or crash"),
        ("podStart: [1]\n", "1:11 podStart is a single value"),
        ("metrics: 1\n", "1:1 metrics is a map of the names of metrics"),
        ("metrics: {mem: 1}\n", '1:11 the rollout measures nothing called "mem"; there is cpu, health'),
        ("metrics: {cpu: much}\n", "1:16 cpu can't be much: it is a number, none (no data), fail or error"),
        ("metrics: {cpu: true}\n", "1:16 cpu can't be true: it is a number"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(text: str, wrong: str) -> None:
    _, findings = read(text)
    assert [found[: len(wrong)] for found in findings] == [wrong]


def test_all_mistakes_are_reported_at_once() -> None:
    _, findings = read("errors: x\nlatency: y\nmetrics: {a: 1, cpu: z}\nfoo: 1\n")
    assert len(findings) == 5


def test_the_mean_is_that_of_the_product() -> None:
    left, right = Course(((0, 1.0), (10, 3.0))), Course(((0, 2.0), (20, 0.0)))
    assert mean((left, right), 0, 40) == pytest.approx((10 * 2 + 10 * 6) / 40)
    assert mean((left,), 5, 15) == 2
    assert mean((left,), 12, 12) == 3


def test_presets_begin_at_their_moment() -> None:
    for name, (make, usual, _) in PRESETS.items():
        early, late = make(60 * usual), make(1800)
        assert early.name == late.name == name
        if name != "healthy":
            assert late != Scenario(name)
        for course in (late.errors, late.latency, late.pods, late.prometheus, late.requests or constant(1.0)):
            assert all(second >= 1800 for second in course.changes)
