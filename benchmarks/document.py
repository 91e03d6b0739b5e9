"""docs/performance.md from figures."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.gates import Verdict
    from benchmarks.measurement import Figure, Table

_TEMPLATE = Path(__file__).parent / "performance.md"
_HEAD = ["command", "CPU s", "wall s", "median wall s", "peak MiB", "files written", "bytes written", "runs"]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured: processor cores and their model, versions of Python and helm."""

    cores: int
    model: str
    python: str
    helm: str

    @classmethod
    def this(cls, helm: str) -> Machine:
        """This machine; ``helm`` is that program's version."""
        model = re.search(r"^model name\s*:\s*(.+)$", _cpuinfo(), re.MULTILINE)
        cores = len(os.sched_getaffinity(0))
        python = f"{platform.python_implementation()} {platform.python_version()}"
        return cls(cores, model[1] if model else platform.machine(), python, helm)


def document(machine: Machine, tables: Sequence[Table], judged: Iterable[Verdict]) -> str:
    """The whole document: how it was measured, the tables, the gates and goals."""
    loads = [load for table in tables for figure in table.figures.values() for load in figure.load]
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        machine=f"{machine.cores} cores ({machine.model}), {machine.python}, helm {machine.helm}",
        load=f"{min(loads):.1f} to {max(loads):.1f}",
        gates=_rows(["what (CPU)", "workloads", "ratio", "at most", ""], map(_verdict, judged)),
        tables="\n".join(map(_section, tables)).rstrip("\n"),
    )


def _section(table: Table) -> str:
    noun = "workload" if table.size == 1 else "workloads"
    rows = _rows(_HEAD, map(_figure, table.figures.values()))
    return f"### {table.size} {noun} in 3 environments: {table.objects:,} objects\n\n{rows}\n"


def _figure(figure: Figure) -> list[str]:
    return [
        figure.name,
        f"{figure.cpu:.3f}",
        f"{figure.wall:.3f}",
        f"{figure.median_wall:.3f}",
        f"{figure.peak:.0f}",
        *([f"{number:,}" for number in figure.written] if figure.written else ["", ""]),
        str(figure.runs),
    ]


def _verdict(verdict: Verdict) -> list[str]:
    word = "holds" if verdict.met else "does not hold"
    kind = "gate" if verdict.gate else "goal"
    return [verdict.what, str(verdict.size), f"{verdict.ratio:.2f}", f"{verdict.most:.1f}", f"{kind}: {word}"]


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    # Numbers stand at the right; the columns of words are the first one and one without a head.
    alignment = ["---:" if index and name else "---" for index, name in enumerate(head)]
    return "\n".join(
        "".join(f"| {cell} " if cell else "| " for cell in line) + "|" for line in [head, alignment, *rows]
    )


def _cpuinfo() -> str:
    file = Path("/proc/cpuinfo")
    return file.read_text("utf-8", errors="replace") if file.is_file() else ""
