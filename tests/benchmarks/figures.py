"""Made-up figures."""

from __future__ import annotations

from benchmarks.commands import CHECK, CLEAN, EDITED, HELM, PYTHON, SAME, SHA256SUM
from benchmarks.measurement import Figure, Table

CPU = {CLEAN: 1.5, SAME: 1.4, EDITED: 1.45, CHECK: 0.05, HELM: 2.0, PYTHON: 0.01, SHA256SUM: 0.04}


def figure(name: str, cpu: float) -> Figure:
    """A figure of a command that took so many seconds of CPU."""
    written = (2745, 10119576) if name == CLEAN else None
    return Figure(name, cpu, cpu + 0.1, cpu + 0.2, 40.6, 9, written, (0.5, 1.25))


def table(size: int, **changes: float) -> Table:
    """A table; ``changes`` give the CPU seconds of commands by the names of their constants."""
    constants = {"CLEAN": CLEAN, "SAME": SAME, "EDITED": EDITED, "CHECK": CHECK, "HELM": HELM}
    cpu = {**CPU, **{constants[name]: seconds for name, seconds in changes.items()}}
    return Table(size, 3810, {name: figure(name, seconds) for name, seconds in cpu.items()})
