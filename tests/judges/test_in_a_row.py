"""So many bad values in a row: counted by Prometheus' own engine, by the ranges of both its major versions.

Prometheus 2 is asked by the engine of 3: times are whole milliseconds, so a range that is closed on the left holds what
an open one holds that is a millisecond longer (promql/engine.go of both).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.values.in_a_row import COMPANION
from tests.judges.specs import one, query_of
from tests.judges.test_conditions import conditions_of
from tests.judges.test_queries import outcomes, series
from tests.support.judges import Query, Sample, ask, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

RANGE = re.compile(r"\[(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?(?=[\]:])")
STEP = 30
OFFSETS = (0, 0.001, 13.7, 29.999)
BAD_IN_FLAPPING = {2, 4, 5, 7, 8, 10, 13, 14, 16, 18, 19, 22, 23, 25, 26, 27, 29, 30, 31, 32, 35}


def closed(query: str) -> str:
    """The query whose ranges hold in Prometheus 3 what those of ``query`` hold in Prometheus 2."""

    def longer(found: re.Match[str]) -> str:
        minutes, seconds, milliseconds = (int(part or 0) for part in found.groups())
        return f"[{minutes * 60_000 + seconds * 1000 + milliseconds + 1}ms"

    changed, count = RANGE.subn(longer, query)
    assert count == query.count("[")
    return changed


def asked(major: int, query: str) -> str:
    return query if major == 3 else closed(query)


def queue(major: int, row: int = 3, **settings: Any) -> str:
    settings = {"interval": "30s", "failuresInARow": row, **settings}
    return query_of(one("promql-below", major=major, **settings).values[0])


def counts(text: str, times: Sequence[float]) -> list[float]:
    answers = ask(Query(series("flapping"), text, at) for at in times)
    assert all(answer.type == "vector" and len(answer.values) == 1 for answer in answers), answers
    return [answer.values[0] for answer in answers]


@pytest.mark.parametrize("row", [2, 3, 4])
@pytest.mark.parametrize("major", [2, 3])
def test_the_last_values_are_counted_wherever_the_measurement_falls(major: int, row: int) -> None:
    indices = range(5, 36)
    times = [index * STEP + offset for index in indices for offset in OFFSETS]
    expected = [sum(index - back in BAD_IN_FLAPPING for back in range(row)) for index in indices for _ in OFFSETS]
    assert counts(asked(major, queue(major, row)), times) == expected


@pytest.mark.parametrize("major", [2, 3])
def test_each_version_needs_its_own_range(major: int) -> None:
    """In 2 the range of 3 finds three bad ones among four values; in 3 that of 2 may miss one of three."""
    other = {2: queue(3), 3: queue(2)}[major]
    times = [index * STEP + offset for index in range(5, 36) for offset in OFFSETS]
    right, wrong = counts(asked(major, queue(major)), times), counts(asked(major, other), times)
    different = [(a, b) for a, b in zip(right, wrong, strict=True) if a != b]
    assert different
    assert {b - a for a, b in different} == {1 if major == 2 else -1}
    assert (2, 3) in different if major == 2 else (3, 2) in different


def test_a_range_of_one_value_less_never_gets_there() -> None:
    text = queue(3).replace("[90s:30s]", "[60s:30s]")
    assert text != queue(3)
    assert max(counts(text, [index * STEP for index in range(5, 36)])) == 2


@pytest.mark.parametrize("major", [2, 3])
@pytest.mark.parametrize(
    ("no_data", "absent"),
    [("pass", {"": "S"}), ("hold", {"": "S", COMPANION: "I"}), ("fail", {"": "S", COMPANION: "F"})],
)
def test_errors_from_the_15th_minute_on(major: int, no_data: str, absent: dict[str, str]) -> None:
    made = one("error-rate", major=major, noData=no_data, interval="30s", failuresInARow=3)
    moments = (890, 900, 930, 960, 989, 990, 1000, 1200, 1380)
    cells = {
        values["name"].removeprefix("error-rate"): outcomes(
            [(values, Query(series("onset"), asked(major, query_of(values)), at)) for at in moments]
        )
        for values in made.values
    }
    assert list(cells) == list(absent)
    assert "".join(cell.phase for cell in cells[""]) == "SSSSSFFF" + absent[""]
    for name, phase in absent.items():
        if name == COMPANION:
            assert "".join(cell.phase for cell in cells[name]) == "SSSSSSSS" + phase


def test_bad_values_are_those_that_the_plain_metric_fails_at() -> None:
    """For every comparison: what one value is judged to be is what is counted."""
    kinds = ("error-rate", "success-rate", "latency", "slo", "errors-compared", "business", "cpu", "promql-above")
    scenarios = ("no-series", "one-percent", "ten-percent", "all-errors", "degraded")
    pairs = [(kind, scenario) for kind in kinds for scenario in scenarios]
    plain = outcomes(
        [(one(kind).values[0], Query(series(s), query_of(one(kind).values[0]), 1200)) for kind, s in pairs]
    )
    row = [one(kind, failuresInARow=2).values[0] for kind, _ in pairs]
    counted = outcomes(
        [(values, Query(series(s), query_of(values), 1200)) for values, (_, s) in zip(row, pairs, strict=True)]
    )
    for pair, alone, several in zip(pairs, plain, counted, strict=True):
        assert several.phase == ("F" if alone.phase == "F" else "S"), pair


def test_several_series_are_judged_each() -> None:
    settings: dict[str, Any] = {"query": "queue_length", "interval": "30s", "failuresInARow": 3, "noData": "pass"}
    (values,) = one("promql-below", **settings).values
    (answer,) = ask([Query(series("flapping"), query_of(values), 600)])
    assert answer.values == (3,)
    assert judge([Sample(conditions_of(values), answer.values)])[0].phase == "Failed"


def test_a_comment_at_the_end_of_a_query_swallows_nothing() -> None:
    made = one("promql-above", failuresInARow=2, noData="fail")
    phases = [
        outcomes([(values, Query(series("degraded"), query_of(values), 1200))])[0].phase for values in made.values
    ]
    assert phases == ["S", "S"]


def test_the_first_look_waits_until_all_it_looks_at_is_new() -> None:
    settings: dict[str, Any] = {"interval": "1m", "window": "4m", "failuresInARow": 3}
    delays = {values["initialDelay"] for values in one("error-rate", stage="background", **settings).values}
    assert delays == {"360s"}
    assert {values["initialDelay"] for values in one("error-rate", **settings).values} == {None}
    given = one("error-rate", stage="background", **settings, initialDelay="10s")
    assert {values["initialDelay"] for values in given.values} == {"10s"}
    assert one("error-rate", stage="background", window="4m").values[0]["initialDelay"] == "4m"
