"""The numbers of pods are the controller's own: its functions and the simulator's count the same random states."""

from __future__ import annotations

import json
import subprocess
from random import Random
from typing import Any

import pytest

from summitgen.simulator.replicas import Canary, Counts, Pods, basic_counts, routed_counts, surge_and_unavailable
from tests.support.tools import tool

CASES = 1500


def amount(random: Random, replicas: int) -> int | str:
    """A number of pods or a percentage."""
    return random.choice((random.randint(0, max(1, replicas)), f"{random.choice((0, 1, 10, 25, 33, 50, 99, 100))}%"))


def states() -> list[dict[str, Any]]:
    """Random states of a canary, on the way and at rest, with and without a router."""
    random = Random(15)
    made = []
    for _ in range(CASES):
        replicas = random.choice((0, 1, 1, 2, 3, 3, 4, 5, 7, 10, 20))
        canary, stable = random.randint(0, replicas + 1), random.randint(0, replicas + 1)
        state = {
            "Replicas": replicas,
            "Weight": random.choice((0, 1, 5, 10, 20, 25, 33, 50, 67, 75, 90, 99, 100)),
            "Routed": random.random() < 0.4,
            "Aborted": random.random() < 0.25,
            "MaxSurge": amount(random, replicas),
            "MaxUnavailable": amount(random, replicas),
            "Canary": canary,
            "CanaryAvailable": random.randint(0, canary + random.randint(0, 1)),
            "Stable": stable,
            "StableAvailable": random.randint(0, stable + random.randint(0, 1)),
        }
        # Without a router the controller refuses it (pkg/apis/rollouts/validation).
        state["Dynamic"] = state["Routed"] and random.random() < 0.5
        if state["Routed"] and random.random() < 0.7:
            state["RoutedToCanary"] = random.randint(0, 100)
        made.append(state)
    return made


def counted(state: dict[str, Any]) -> Counts:
    """What the simulator wants in a state."""
    surge, unavailable = surge_and_unavailable(state["MaxSurge"], state["MaxUnavailable"], state["Replicas"])
    moment = Canary(
        replicas=state["Replicas"],
        weight=0 if state["Aborted"] else state["Weight"],
        canary=Pods(state["Canary"], state["CanaryAvailable"]),
        stable=Pods(state["Stable"], state["StableAvailable"]),
        surge=surge,
        unavailable=unavailable,
    )
    if not state["Routed"]:
        return basic_counts(moment)
    return routed_counts(
        moment,
        dynamic=state["Dynamic"],
        aborted=state["Aborted"],
        routed=state.get("RoutedToCanary"),
        ladder=(state["Weight"],),
    )


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], Counts]]:
    """The random states and what the controller's functions want in them."""
    cases = states()
    program = [str(tool("count-replicas"))]
    done = subprocess.run(program, input="\n".join(map(json.dumps, cases)), capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return [(case, Counts(one["canary"], one["stable"])) for case, one in zip(cases, said, strict=True)]


@pytest.mark.parametrize("routed", [True, False], ids=["with a router", "without one"])
def test_every_state_has_the_controllers_numbers(answers: list[tuple[dict[str, Any], Counts]], routed: bool) -> None:
    of_kind = [(state, wanted) for state, wanted in answers if state["Routed"] is routed]
    assert len(of_kind) >= 500
    different = [(state, wanted, counted(state)) for state, wanted in of_kind if counted(state) != wanted]
    assert not different, f"{len(different)} of {len(of_kind)} differ, the first: {different[0]}"
