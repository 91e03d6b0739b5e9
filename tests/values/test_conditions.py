"""Conditions are total: every shape of result has the verdict that noData declares.

The forms are a closed set, so their meaning is given here by translating expr's operators to Python's; tests/judges
asks the controller's own engine.
"""

from __future__ import annotations

import math

import pytest

from summitgen.values.conditions import Conditions, presence_conditions, vector_conditions

SHAPES = {"empty": [], "NaN": [math.nan], "good": [0.01], "bound": [0.05], "bad": [0.2], "two": [0.01, 0.2]}
SHAPES["Inf"] = [math.inf]
VERDICTS = {
    "pass": {"empty": "S", "NaN": "S", "good": "S", "bound": "F", "bad": "F", "Inf": "F", "two": "F"},
    "fail": {"empty": "F", "NaN": "F", "good": "S", "bound": "F", "bad": "F", "Inf": "F", "two": "F"},
    "hold": {"empty": "I", "NaN": "I", "good": "S", "bound": "F", "bad": "F", "Inf": "F", "two": "I"},
}


def holds(condition: str, result: list[float]) -> bool:
    """What expr says of a condition of the closed set."""
    python = condition.replace("||", "or").replace("&&", "and").replace("!isNaN", "not isNaN").replace("false", "False")
    return bool(eval(python, {"__builtins__": {}, "len": len, "isNaN": math.isnan}, {"result": result}))


def verdict(conditions: Conditions, result: list[float]) -> str:
    """As argo-rollouts' utils/evaluate decides: failure wins, then success, then Inconclusive where both are given."""
    if conditions.failure is not None and holds(conditions.failure, result):
        return "F"
    if holds(conditions.success, result):
        return "S"
    return "F" if conditions.failure is None else "I"


@pytest.mark.parametrize("no_data", ["pass", "hold", "fail"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_verdict(no_data: str, shape: str) -> None:
    conditions = vector_conditions("<", "0.05", no_data)  # type: ignore[arg-type]
    assert verdict(conditions, SHAPES[shape]) == VERDICTS[no_data][shape]


@pytest.mark.parametrize(("no_data", "without"), [("hold", "I"), ("fail", "F")])
def test_presence_is_all_that_counts(no_data: str, without: str) -> None:
    conditions = presence_conditions(no_data)  # type: ignore[arg-type]
    verdicts = {shape: verdict(conditions, result) for shape, result in SHAPES.items()}
    assert verdicts == {**dict.fromkeys(SHAPES, "S"), "empty": without, "NaN": without, "two": without}


@pytest.mark.parametrize(("comparator", "good", "bad"), [("<", 1, 2), ("<=", 2, 3), (">", 3, 2), (">=", 2, 1)])
def test_the_two_conditions_never_meet(comparator: str, good: float, bad: float) -> None:
    conditions = vector_conditions(comparator, "2", "hold")  # type: ignore[arg-type]
    assert (verdict(conditions, [good]), verdict(conditions, [bad])) == ("S", "F")


@pytest.mark.parametrize("no_data", ["pass", "hold", "fail"])
def test_summit_group_1_a_vector_is_indexed(no_data: str) -> None:
    conditions = vector_conditions("<", "0.05", no_data)  # type: ignore[arg-type]
    for condition in conditions:
        bare = (condition or "").replace("result[0]", "").replace("len(result)", "")
        assert "result" not in bare
