"""Gates hold up to their limit and not beyond it."""

from __future__ import annotations

import pytest

from benchmarks.gates import failed, verdicts
from tests.benchmarks.figures import table


@pytest.mark.parametrize(
    ("size", "changes", "expected"),
    [
        (1, {"CHECK": 0.125, "CLEAN": 9.0}, []),
        (1, {"CHECK": 0.126}, ["`summitgen check`, nothing changed"]),
        (100, {"CHECK": 0.1, "CLEAN": 2.0}, []),
        (100, {"CHECK": 0.101}, ["`summitgen check`, nothing changed"]),
        (100, {"CLEAN": 2.01}, ["`summitgen build`, clean"]),
        (100, {"EDITED": 9.0, "SAME": 9.0}, []),
    ],
)
def test_gates(size: int, changes: dict[str, float], expected: list[str]) -> None:
    assert [verdict.what.partition(" /")[0] for verdict in failed(verdicts([table(size, **changes)]))] == expected


def test_a_goal_that_is_not_met_is_told_and_does_not_fail() -> None:
    judged = verdicts([table(100, EDITED=1.0, SAME=1.6)])
    goals = {verdict.what.partition(" /")[0]: verdict.met for verdict in judged if not verdict.gate}
    assert goals == {"`summitgen build`, nothing changed": False, "`summitgen build`, one workload edited": False}
    assert failed(judged) == []


def test_each_size_is_judged() -> None:
    judged = verdicts([table(1, CHECK=1.0), table(10), table(100, CHECK=1.0)])
    assert [verdict.size for verdict in failed(judged)] == [1, 100]
