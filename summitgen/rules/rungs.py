"""The rungs of a canary as rules read them: a weight, what follows it, and how long that lasts at least."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.model.units import Duration
from summitgen.values.analysis import DEFAULT_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitgen.model.metrics import Analysis, Metric
    from summitgen.model.steps import Step
    from summitgen.model.strategy import Canary

STEPS = ("strategies", "canary", "steps")


@dataclass(frozen=True, slots=True)
class Rung:
    """A weight in percent with its index among the steps, and the steps up to the next weight by theirs."""

    index: int
    weight: int
    behind: tuple[tuple[int, Step], ...]


def rungs_of(canary: Canary | None) -> tuple[Rung, ...]:
    """The rungs in their order; what stands before the first weight belongs to none."""
    steps = (canary.steps or ()) if canary is not None else ()
    rungs: list[Rung] = []
    for at, step in enumerate(steps):
        if step.set_weight is not None:
            rungs.append(Rung(at, step.set_weight, ()))
        elif rungs:
            last = rungs.pop()
            rungs.append(Rung(last.index, last.weight, (*last.behind, (at, step))))
    return tuple(rungs)


def least_seconds(steps: Iterable[Step], analyses: Mapping[str, Analysis]) -> float:
    """How long steps last at least, when all goes well; infinite where a person decides."""
    return sum(_of_step(step, analyses) for step in steps)


def _of_step(step: Step, analyses: Mapping[str, Analysis]) -> float:
    if step.pause is not None:
        return step.pause.seconds if isinstance(step.pause, Duration) else inf
    named = [analyses[name] for name in step.analyses if name in analyses]
    return max((_of_metric(metric) for analysis in named for metric in analysis.metrics), default=0)


def _of_metric(metric: Metric) -> int:
    delay = metric.initial_delay.seconds if metric.initial_delay else 0
    if isinstance(metric, SmokeTest):
        return delay
    count = metric.count if isinstance(metric.count, int) else DEFAULT_COUNT
    return delay + (count - 1) * metric.interval.seconds
