"""The compiled queries, run by Prometheus' own engine, and their answers judged by the controller's: end to end.

``series/`` holds what Prometheus would know at the 20th minute, in promtool's notation; ``verdicts.txt`` what then has
to come of each kind of metric (S successful, F failed, I inconclusive) and the value that it is judged by.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.judges.specs import KINDS, OF_REQUESTS, SOURCES, Compiled, one, query_of
from tests.judges.test_conditions import conditions_of
from tests.support.judges import Query, Sample, ask, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitgen.values.shape_delivery import MetricValues

HERE = Path(__file__).parent
AT = 20 * 60
SCENARIOS = (
    *("no-series", "idle", "no-errors", "one-percent", "ten-percent", "all-errors", "missing-label", "reset"),
    *("below-minimum", "one-pod", "stable-absent", "degraded"),
)
COUNTED = (*OF_REQUESTS, "business")
ROWS = tuple((kind, source) for kind in KINDS for source in (SOURCES if kind in OF_REQUESTS else ("app",)))


class Cell(NamedTuple):
    """What came of a metric in a scenario: the phase's first letter, and the value it was judged by."""

    phase: str
    value: str


@cache
def series(scenario: str) -> str:
    """A scenario's series."""
    return (HERE / "series" / f"{scenario}.txt").read_text(encoding="utf-8")


def outcomes(asked: Sequence[tuple[MetricValues, Query]]) -> list[Cell]:
    """The metrics' verdicts in their scenarios."""
    answers = ask(query for _, query in asked)
    assert [answer.error for answer in answers if answer.error] == []
    # Anything else has no index (argo-rollouts, metricproviders/prometheus).
    assert {answer.type for answer in answers} == {"vector"}
    samples = [Sample(conditions_of(values), answer.values) for (values, _), answer in zip(asked, answers, strict=True)]
    return [
        Cell(judged.phase[0], " ".join(f"{value:.4g}" for value in answer.values) or "-")
        for judged, answer in zip(judge(samples), answers, strict=True)
    ]


def metric(kind: str, source: str, no_data: str) -> Compiled:
    """A metric of the table."""
    minimum: dict[str, Any] = {"minimumRate": "1/s"} if kind in COUNTED else {}
    return one(kind, source, noData=no_data, **minimum)


@cache
def table(no_data: str = "hold") -> dict[tuple[str, str], dict[str, Cell]]:
    """The verdicts by kind and source, and by scenario."""
    asked = []
    for kind, source in ROWS:
        (values,) = metric(kind, source, no_data).values
        asked += [(values, Query(series(scenario), query_of(values), AT)) for scenario in SCENARIOS]
    cells = iter(outcomes(asked))
    return {row: {scenario: next(cells) for scenario in SCENARIOS} for row in ROWS}


def golden() -> dict[tuple[str, str], dict[str, Cell]]:
    """The table of verdicts.txt, whose columns are parted by bars."""
    lines = [line for line in (HERE / "verdicts.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    return {
        (row[0], row[1]): {name: Cell(*cell.split(" ", 1)) for name, cell in zip(head[2:], row[2:], strict=True)}
        for row in rows
    }


def written(cells: dict[tuple[str, str], dict[str, Cell]]) -> str:
    """A table as verdicts.txt has it."""
    rows = [["kind", "source", *SCENARIOS]]
    rows += [[*row, *(" ".join(cells[row][scenario]) for scenario in SCENARIOS)] for row in cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def test_every_query_gives_the_verdict_of_the_table() -> None:
    assert written(table()) == written(golden())


@pytest.mark.parametrize(("no_data", "phase"), [("pass", "S"), ("fail", "F")])
def test_no_data_means_what_the_spec_says(no_data: str, phase: str) -> None:
    expected = {
        row: {name: Cell(phase, cell.value) if cell.phase == "I" else cell for name, cell in cells.items()}
        for row, cells in golden().items()
    }
    assert written(table(no_data)) == written(expected)


def test_sources_agree() -> None:
    phases = {row: {name: cell.phase for name, cell in cells.items()} for row, cells in table().items()}
    for kind, source in ROWS:
        assert phases[kind, source] == phases[kind, "app"], source


def test_every_kind_can_fail_and_pass() -> None:
    for row, cells in table().items():
        assert {cell.phase for cell in cells.values()} == {"S", "F", "I"}, row


MUTANTS: dict[str, Callable[[str], str]] = {
    "failures may be absent": lambda text: text.replace(" or vector(0)", ""),
    "any rate will do": lambda text: text.replace(" > 1)", " > 0)"),
    "no rate will do": lambda text: text.replace(" > 1)", ")"),
    "any outcome": lambda text: text.replace('!=""', '=~".*"'),
    "the whole's outcome": lambda text: text.replace("1 - ((", "1 + (("),
    "both versions": lambda text: text.replace('rollouts_pod_template_hash="new"', 'rollouts_pod_template_hash=~".+"'),
    "the stable version": lambda text: (
        text.replace('"new"', '"old"').replace("api-canary", "api").replace("-new-", "-old-")
    ),
    "a raw counter": lambda text: text.replace("rate(", "last_over_time("),
    "one pod's bucket": lambda text: text.replace("sum by (le)", "sum by (le, pod)"),
    "seconds for milliseconds": lambda text: text.replace('"500(', '"0.5('),
    "the last sample": lambda text: text.replace("min_over_time", "last_over_time"),
    "no limit": lambda text: text.replace(" / on (pod) ", " * on (pod) "),
    "the least used pod": lambda text: text.replace("max(", "min("),
    "no further labels": lambda text: text.replace('kind="served",', ""),
}


# These sources' series know no pods.
SAME = {"one pod's bucket": {"app-ms", "istio-hosts"}}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_changed_query_is_caught(mutant: str) -> None:
    change = MUTANTS[mutant]
    texts = {row: query_of(metric(*row, "hold").values[0]) for row in ROWS}
    changed = tuple(row for row, text in texts.items() if change(text) != text)
    phases = mutated(change, changed)
    verdicts = golden()
    survivors = [row for row in changed if all(phases[row][name] == cell.phase for name, cell in verdicts[row].items())]
    assert len(survivors) < len(changed)
    assert {source for _, source in survivors} == SAME.get(mutant, set())


def mutated(change: Callable[[str], str], rows: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], dict[str, str]]:
    """The phases that changed queries lead to; E where their answer can't be judged."""
    pairs = [(metric(*row, "hold").values[0], scenario) for row in rows for scenario in SCENARIOS]
    answers = ask(Query(series(scenario), change(query_of(values)), AT) for values, scenario in pairs)
    judged = judge(
        Sample(conditions_of(values), answer.values) for (values, _), answer in zip(pairs, answers, strict=True)
    )
    found = iter("E" if answer.error else said.phase[0] for answer, said in zip(answers, judged, strict=True))
    return {row: {scenario: next(found) for scenario in SCENARIOS} for row in rows}
