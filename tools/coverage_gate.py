"""Fails when lines or branches are covered less than asked; coverage's own threshold mixes the two into one number."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measure:
    """What was covered of one kind of thing (``lines``, ``branches``) and the least that is asked, in percent."""

    kind: str
    covered: int
    total: int
    least: float

    @property
    def percent(self) -> float:
        """The share covered in percent; nothing is covered of nothing, since an empty report proves nothing."""
        return 100 * self.covered / self.total if self.total else 0.0

    @property
    def passed(self) -> bool:
        """Whether it is enough; the exact share counts, not the rounded one."""
        return self.percent >= self.least

    def __str__(self) -> str:
        """One line for people; rounded down, so that a share just below the threshold doesn't look like it."""
        percent = int(self.percent * 100) / 100
        verdict = "ok" if self.passed else "TOO LOW"
        share = f"{percent:.2f} % ({self.covered}/{self.total})"
        return f"coverage of {self.kind}: {share}, at least {self.least:g} %: {verdict}"


def measures(report: Path, lines: float, branches: float) -> tuple[Measure, Measure]:
    """The two measures of a report of ``coverage json`` made with branch coverage; raises KeyError without it."""
    totals = json.loads(report.read_text())["totals"]
    return (
        Measure("lines", totals["covered_lines"], totals["num_statements"], lines),
        Measure("branches", totals["covered_branches"], totals["num_branches"], branches),
    )


def main(arguments: list[str] | None = None) -> int:
    """Print both measures; 1 when one is too low."""
    parser = argparse.ArgumentParser(prog="python -m tools.coverage_gate", description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--lines", type=float, required=True, metavar="PERCENT")
    parser.add_argument("--branches", type=float, required=True, metavar="PERCENT")
    given = parser.parse_args(arguments)
    found = measures(given.report, given.lines, given.branches)
    for measure in found:
        print(measure)
    return 0 if all(measure.passed for measure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
