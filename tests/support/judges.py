"""The controller's and Prometheus' own engines, as judges: the Go programs evaluate-condition and evaluate-query.

Each call starts its program once, for the whole batch.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summitgen.values.conditions import Conditions

Phase = Literal["Successful", "Failed", "Inconclusive", "Error", "Panic"]


class Page(NamedTuple):
    """An answer to a web metric's request, and the metric's JSONPath (empty: none)."""

    status: int
    body: str
    json_path: str


class Sample(NamedTuple):
    """Conditions and the result that they judge.

    ``result`` is what a provider hands over: the numbers of a vector, the number of a scalar, or in ``document`` what a
    web metric's JSONPath selects. ``page`` is a whole answer to a web metric, which its provider judges.
    """

    conditions: Conditions
    result: Sequence[float] | float = ()
    document: tuple[Any] | None = None
    page: Page | None = None


class Judged(NamedTuple):
    """The phase that a measurement gets, and the error's text."""

    phase: Phase
    error: str


class Query(NamedTuple):
    """A PromQL query over series in promtool's notation, at so many seconds."""

    series: str
    text: str
    at: float


class Answer(NamedTuple):
    """The type and the values of a query's result; ``error`` is empty where it has one."""

    type: str
    values: tuple[float, ...]
    error: str


def judge(samples: Iterable[Sample]) -> list[Judged]:
    """What argo-rollouts' utils/evaluate, or its web provider, says of each sample."""
    return [Judged(said["phase"], said["error"]) for said in _ask("evaluate-condition", map(_sample, samples))]


def ask(queries: Iterable[Query]) -> list[Answer]:
    """What the engine of Prometheus 3 answers to each query."""
    asked = ({"series": one.series, "query": one.text, "at": one.at} for one in queries)
    return [
        Answer(said["type"], tuple(map(float, said["values"] or ())), said["error"])
        for said in _ask("evaluate-query", asked)
    ]


def _sample(sample: Sample) -> dict[str, Any]:
    conditions = {"success": sample.conditions.success, "failure": sample.conditions.failure or ""}
    if sample.page is not None:
        status, body, json_path = sample.page
        return {**conditions, "web": {"status": status, "body": body, "jsonPath": json_path}}
    if sample.document is not None:
        return {**conditions, "json": sample.document[0]}
    if isinstance(sample.result, float | int):
        return {**conditions, "scalar": repr(float(sample.result))}
    return {**conditions, "vector": [repr(float(value)) for value in sample.result]}


def _ask(program: str, questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = [json.dumps(question) for question in questions]
    done = subprocess.run(
        [tool(program)], input="\n".join(lines), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers
