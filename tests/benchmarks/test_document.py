"""docs/performance.md is made of figures, and the committed one was made by this code."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks import document
from benchmarks.gates import verdicts
from tests.benchmarks.figures import table
from tests.support import summit

MACHINE = document.Machine(2, "A Processor", "CPython 3.11.7", "v3.19.5")


def made(*sizes: int) -> list[str]:
    tables = [table(size, EDITED=0.6) for size in sizes]
    return document.document(MACHINE, tables, verdicts(tables)).split("\n")


def test_the_rows() -> None:
    lines = made(1, 100)
    machine = "Measured on 2 cores (A Processor), CPython 3.11.7, helm v3.19.5."
    assert f"{machine} The machine's load average was 0.5 to 1.2 meanwhile." in lines
    floor = "(`python -c pass` + `sha256sum` of out/)"
    assert f"| `summitgen check`, nothing changed / {floor} | 1 | 1.00 | 2.5 | gate: holds |" in lines
    goal = "`summitgen build`, one workload edited / `summitgen build`, clean"
    assert f"| {goal} | 100 | 0.40 | 0.5 | goal: holds |" in lines
    assert "| `summitgen build`, clean | 1.500 | 1.600 | 1.700 | 41 | 2,745 | 10,119,576 | 9 |" in lines
    assert "| `python -c pass` | 0.010 | 0.110 | 0.210 | 41 | | | 9 |" in lines
    assert "### 1 workload in 3 environments: 3,810 objects" in lines
    assert "### 100 workloads in 3 environments: 3,810 objects" in lines


def test_a_gate_that_does_not_hold_is_told() -> None:
    tables = [table(100, CLEAN=3.0)]
    text = document.document(MACHINE, tables, verdicts(tables))
    assert "one call an environment | 100 | 1.50 | 1.0 | gate: does not hold |" in text


def test_the_tables_are_tables() -> None:
    lines = made(1, 10, 100)
    tables = [group.split("\n") for group in re.findall(r"(?:^\|.*\|\n?)+", "\n".join(lines), re.MULTILINE)]
    assert len(tables) == 4
    for rows in tables:
        assert len({len(row.strip("\n").split("|")) for row in rows if row}) == 1, rows[0]


def test_this_machine() -> None:
    machine = document.Machine.this("v3")
    assert machine.cores >= 1
    assert machine.model
    assert re.fullmatch(r"\w+ 3\.\d+\.\d+\S*", machine.python)


def test_the_committed_document_is_generated() -> None:
    template = (Path(document.__file__).parent / "performance.md").read_text("utf-8")
    constant = [re.escape(part) for part in re.split(r"\$[a-z]+", template)]
    committed = (summit.ROOT / "docs/performance.md").read_text("utf-8")
    assert re.fullmatch("(?s:.+)".join(constant), committed), "run `make bench`"
    assert re.findall(r"^### (\d+) ", committed, re.MULTILINE) == ["1", "10", "100"]
    assert "| gate: holds |" in committed
    assert "gate: does not hold" not in committed
