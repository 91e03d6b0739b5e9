"""How long the delivery of a workload may take: what a job that watches it has to allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.model.units import Duration
from summitgen.values.analysis import DEFAULT_COUNT
from summitgen.values.strategies import analyses_of, blue_green_of, canary_of

if TYPE_CHECKING:
    from summitgen.model.metrics import Metric
    from summitgen.model.steps import Step
    from summitgen.model.strategy import StrategyName
    from summitgen.values.context import Context

MEASUREMENT_SECONDS = 10
"""A measurement's own time, which adds to the interval (the controller's time-out of a web metric)."""


@dataclass(frozen=True, slots=True)
class DurationBudget:
    """The longest time in seconds that a delivery takes without a person, by what it is spent on."""

    pods: int
    pauses: int
    analyses: int
    open_end: bool
    """Whether a person decides somewhere in it, so that it has no end of its own."""

    @property
    def seconds(self) -> int:
        """All of it."""
        return self.pods + self.pauses + self.analyses


def duration_budget(context: Context, strategy: StrategyName) -> DurationBudget:
    """The budget of a workload that is delivered by this strategy.

    Pods count with the progress deadline each time that some are brought up: past it the controller gives up itself.
    """
    if strategy == "canary":
        return _canary(context)
    if strategy == "blueGreen":
        return _blue_green(context)
    return DurationBudget(context.workload.strategies.progress_deadline.seconds, 0, 0, open_end=False)


def _canary(context: Context) -> DurationBudget:
    steps = canary_of(context).steps or ()
    # An experiment brings up pods of its own, as do a weight and a scale of the canary.
    scalings = 1 + sum(any((step.set_weight, step.set_canary_scale, step.experiment)) for step in steps)
    return DurationBudget(
        pods=scalings * context.workload.strategies.progress_deadline.seconds,
        pauses=sum(step.pause.seconds for step in steps if isinstance(step.pause, Duration)),
        analyses=sum(_step(context, step) for step in steps),
        open_end=any(step.pause == "manual" for step in steps),
    )


def _step(context: Context, step: Step) -> int:
    """An experiment's analyses run side by side, and its duration with them."""
    times = [_analysis(context, name) for name in step.analyses]
    if step.experiment is not None and step.experiment.duration is not None:
        times.append(step.experiment.duration.seconds)
    return max(times, default=0)


def _blue_green(context: Context) -> DurationBudget:
    spec = blue_green_of(context)
    after = spec.auto_promotion_after if spec.auto_promotion else None
    return DurationBudget(
        pods=2 * context.workload.strategies.progress_deadline.seconds,
        pauses=after.seconds if after else 0,
        analyses=_analysis(context, spec.pre_promotion) + _analysis(context, spec.post_promotion),
        open_end=not spec.auto_promotion,
    )


def _analysis(context: Context, name: str | None) -> int:
    """Metrics are measured side by side: the slowest decides."""
    analysis = analyses_of(context).get(name or "")
    return max(map(_metric, analysis.metrics)) if analysis else 0


def _metric(metric: Metric) -> int:
    delay = metric.initial_delay.seconds if metric.initial_delay else 0
    if isinstance(metric, SmokeTest):
        return delay + metric.timeout.seconds
    count = metric.count if isinstance(metric.count, int) else DEFAULT_COUNT
    return delay + count * (metric.interval.seconds + MEASUREMENT_SECONDS)
