"""Conditions are judged as the controller's engine judges them: both get all that Summit compiles, over all shapes."""

from __future__ import annotations

import json
import math
import subprocess
from typing import Any

import pytest

from summitgen.simulator.assessment import Phase
from summitgen.simulator.conditions import UnknownConditionError, judge
from summitgen.simulator.plan import plan_of
from tests.simulator.plans import contexts
from tests.support.tools import tool

SHAPES: tuple[list[float], ...] = (
    [], [math.nan], [math.inf], [-math.inf], [0.0], [0.019], [0.02], [0.05], [0.9], [1.0], [499.0], [5e3], [0.01, 0.3]
)  # fmt: skip
OWN = (
    ("", ""),
    ("", "result[0] > 1"),
    ("result[0] < 1", ""),
    ("result[0] < 1", "result[0] > 2"),
    ("!(len(result) != 1) and not isInf(result[0])", "false"),
    ("len(result) == 1 && result[0] >= -0.5 || len(result) == 2", ""),
    ("isNaN(result[0]) or result[0] <= 1e-3", "result[0] == 0.05"),
    ("result[0]", ""),
    ("len(result)", ""),
)


def pairs() -> list[tuple[str, str]]:
    """The conditions of vectors that Summit compiles to, and more of the language."""
    compiled = {
        (metric.success, metric.failure)
        for context in contexts()
        for strategy in context.allowed_strategies
        for metrics in plan_of(context, strategy).analyses.values()
        for metric in metrics
        if metric.provider == "prometheus"
    }
    return [*sorted(compiled), *OWN[:-2]]


def test_every_condition_has_the_controllers_verdict() -> None:
    samples = [(success, failure, shape) for success, failure in pairs() for shape in SHAPES]
    lines = [
        json.dumps({"success": success, "failure": failure, "vector": [said(value) for value in shape]})
        for success, failure, shape in samples
    ]
    program = [str(tool("evaluate-condition"))]
    done = subprocess.run(program, input="\n".join(lines), capture_output=True, text=True, check=True)
    phases = [json.loads(line)["phase"] for line in done.stdout.splitlines()]
    different = [
        (sample, phase) for sample, phase in zip(samples, phases, strict=True) if judge(*sample) != Phase(phase)
    ]
    assert not different
    assert set(phases) == {"Successful", "Failed", "Inconclusive", "Error"}


def said(value: float) -> str:
    """A number as the program reads it."""
    return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}.get(str(value), str(value))


@pytest.mark.parametrize(
    ("success", "value", "phase"),
    [
        ('string(result) == "ok"', "ok", Phase.SUCCESSFUL),
        ('string(result) == "ok"', "down", Phase.FAILED),
        ('result == "a \\"quoted\\" word"', 'a "quoted" word', Phase.SUCCESSFUL),
        ("true", "anything", Phase.SUCCESSFUL),
        ("result < 3", "text", Phase.ERROR),
    ],
)
def test_answers_of_requests_are_texts(success: str, value: str, phase: Phase) -> None:
    assert judge(success, "", value) is phase


@pytest.mark.parametrize(
    "condition",
    ["result ?? 1", "result[0", "len(result", "(true", "true true", "any(result, {# > 1})", "result[result]"],
)
def test_what_is_not_known_is_not_guessed(condition: str) -> None:
    with pytest.raises((UnknownConditionError, IndexError)):
        judged: Any = judge(condition, "", [1.0])
        assert judged is Phase.ERROR
        raise IndexError
