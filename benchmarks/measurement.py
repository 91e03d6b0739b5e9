"""From commands to figures: outputs are compared, then everything is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import comparison
from benchmarks.commands import CLEAN, environment, files
from benchmarks.stopwatch import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.commands import Suite
    from benchmarks.stopwatch import Command


@dataclass(frozen=True, slots=True)
class Figure:
    """What a command took: the least of its runs (and the median of the wall clock), and what it left behind.

    CPU and wall clock are in seconds, the peak in MiB; ``written`` is the number of files and their bytes.
    """

    name: str
    cpu: float
    wall: float
    median_wall: float
    peak: float
    runs: int
    written: tuple[int, int] | None
    load: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one size, by the commands' names, and how many objects each maker made."""

    size: int
    objects: int
    figures: dict[str, Figure]


def measure(suite: Suite, rounds: int, folder: Path) -> Table:
    """Run everything once, compare what was made, and measure it.

    Raises comparison.DifferenceError, or CalledProcessError where a command fails.
    """
    _stopwatch(suite.commands, 0, folder, warm=True)
    objects = compare(suite)
    usages = _stopwatch(suite.commands, rounds, folder, warm=False)
    written = _written(suite)
    figures = {name: _figure(name, usages[name], written.get(name)) for name in usages}
    return Table(suite.size, objects, figures)


def compare(suite: Suite) -> int:
    """The number of objects, the same by each maker; raises comparison.DifferenceError if they aren't."""
    expected = comparison.objects(files(suite.out / "k8s"))
    for name, rendered in suite.rendered.items():
        comparison.compare(expected, comparison.objects(rendered), name)
    return len(expected)


def _stopwatch(commands: Sequence[Command], rounds: int, folder: Path, warm: bool) -> dict[str, list[Usage]]:
    plan = {"commands": [command._asdict() for command in commands], "rounds": rounds, "warm": warm}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stopwatch"],
        input=json.dumps(plan),
        env=environment(folder),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return {name: [Usage(**usage) for usage in usages] for name, usages in json.loads(done.stdout).items()}


def _figure(name: str, usages: Sequence[Usage], written: tuple[int, int] | None) -> Figure:
    walls = [usage.wall for usage in usages]
    loads = [usage.load for usage in usages]
    return Figure(
        name,
        cpu=min(usage.cpu for usage in usages),
        wall=min(walls),
        median_wall=median(walls),
        peak=max(usage.peak for usage in usages),
        runs=len(usages),
        written=written,
        load=(min(loads), max(loads)),
    )


def _written(suite: Suite) -> dict[str, tuple[int, int]]:
    made = {CLEAN: files(suite.out), **suite.rendered}
    return {name: (len(paths), sum(path.stat().st_size for path in paths)) for name, paths in made.items()}
