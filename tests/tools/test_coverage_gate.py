"""The gate over coverage: lines and branches each for themselves, exact at the threshold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tools import coverage_gate

if TYPE_CHECKING:
    from pathlib import Path


def report(folder: Path, lines: tuple[int, int], branches: tuple[int, int]) -> str:
    totals = {
        "covered_lines": lines[0],
        "num_statements": lines[1],
        "covered_branches": branches[0],
        "num_branches": branches[1],
    }
    file = folder / "coverage.json"
    file.write_text(json.dumps({"totals": totals}))
    return str(file)


@pytest.mark.parametrize(
    ("lines", "branches", "code"),
    [
        ((95, 100), (90, 100), 0),
        ((100, 100), (100, 100), 0),
        ((94, 100), (100, 100), 1),
        ((100, 100), (89, 100), 1),
        ((94_999, 100_000), (100, 100), 1),
        ((0, 0), (90, 100), 1),
        ((95, 100), (0, 0), 1),
    ],
)
def test_both_thresholds_have_to_be_reached(
    tmp_path: Path, lines: tuple[int, int], branches: tuple[int, int], code: int
) -> None:
    arguments = [report(tmp_path, lines, branches), "--lines", "95", "--branches", "90"]
    assert coverage_gate.main(arguments) == code


def test_it_says_what_is_too_low_without_rounding_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coverage_gate.main([report(tmp_path, (94_999, 100_000), (9, 10)), "--lines", "95", "--branches", "90"])
    assert capsys.readouterr().out.splitlines() == [
        "coverage of lines: 94.99 % (94999/100000), at least 95 %: TOO LOW",
        "coverage of branches: 90.00 % (9/10), at least 90 %: ok",
    ]


def test_a_report_without_branches_is_no_report(tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps({"totals": {"covered_lines": 1, "num_statements": 1}}))
    with pytest.raises(KeyError, match="covered_branches"):
        coverage_gate.main([str(file), "--lines", "0", "--branches", "0"])
