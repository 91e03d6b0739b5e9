"""What the figures have to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.commands import CHECK, CLEAN, EDITED, HELM, LARGE, PYTHON, SAME, SHA256SUM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.measurement import Table


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ratio of CPU seconds and the most that it may be; the benchmark fails where a ``gate`` is not ``met``."""

    what: str
    size: int
    ratio: float
    most: float
    gate: bool

    @property
    def met(self) -> bool:
        """Whether it holds."""
        return self.ratio <= self.most


def verdicts(tables: Iterable[Table]) -> list[Verdict]:
    """The gates and goals that can be judged by the sizes there are."""
    return [verdict for table in tables for verdict in _of(table)]


def failed(judged: Iterable[Verdict]) -> list[Verdict]:
    """The gates that are not met."""
    return [verdict for verdict in judged if verdict.gate and not verdict.met]


def _of(table: Table) -> list[Verdict]:
    cpu = {name: figure.cpu for name, figure in table.figures.items()}
    size, large = table.size, table.size >= LARGE
    floor = cpu[PYTHON] + cpu[SHA256SUM]
    found = [
        Verdict(f"{CHECK} / ({PYTHON} + {SHA256SUM})", size, cpu[CHECK] / floor, 2.0 if large else 2.5, gate=True),
        Verdict(f"{SAME} / {CLEAN}", size, cpu[SAME] / cpu[CLEAN], 1.0, gate=False),
    ]
    if large:
        found += [
            Verdict(f"{CLEAN} / {HELM}", size, cpu[CLEAN] / cpu[HELM], 1.0, gate=True),
            Verdict(f"{EDITED} / {CLEAN}", size, cpu[EDITED] / cpu[CLEAN], 0.5, gate=False),
        ]
    return found
