"""An AnalysisRun: when each of its metrics is measured, and when the run has a verdict.

The facts are those of argo-rollouts 1.10.1, analysis/analysis.go: ``generateMetricTasks``, ``runMeasurements``,
``assessRunStatus`` and ``calculateNextReconcileTime``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from summitgen.simulator.assessment import Limits, Measurement, Phase, Result, assess_metric, assess_run, is_terminating

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR_RETRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answers: a phase, Running with the second at which to ask again; ``value`` is for people."""

    phase: Phase
    resume_at: int | None = None
    value: str = ""


class Provider(Protocol):
    """Measures a metric of a run."""

    def measure(self, metric: str, now: int, *, resumed: bool) -> Answer:
        """The answer at this second; ``resumed``: to a measurement that runs already."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A measurement that has ended: of which metric, how, and what was seen."""

    metric: str
    phase: Phase
    value: str


class AnalysisRun:
    """A run of metrics; ``reconcile`` is the controller's, to be called whenever it would look at the run.

    ``phase`` is None until then, and ``results`` has a metric from its first measurement on.
    """

    def __init__(self, metrics: Sequence[Limits], provider: Provider) -> None:
        """A run that begins with its first reconciliation."""
        self.metrics = tuple(metrics)
        self.phase: Phase | None = None
        self.results: dict[str, Result] = {}
        self.ended = False
        self._provider = provider
        self._started_at: int | None = None

    def end(self) -> None:
        """Tell the run to end, as ``spec.terminate`` does: what has no verdict yet is successful."""
        self.ended = True

    @property
    def completed(self) -> bool:
        """Whether the run has its verdict."""
        return self.phase is not None and self.phase.completed

    def reconcile(self, now: int) -> tuple[Taken, ...]:
        """Look at the run: measure what is due, and assess; returns the measurements that ended."""
        if self.completed:
            return ()
        # Decided before the measurements: what they show ends the others with the next look.
        terminating = is_terminating(self._assessed, ended=self.ended)
        due = [limits for limits in self.metrics if self._is_due(limits, now, terminating=terminating)]
        taken = [self._measure(limits, now, terminating=terminating) for limits in due]
        if self._started_at is None:
            self._started_at = now
        for limits in self.metrics:
            if (result := self.results.get(limits.name)) is not None:
                phase = assess_metric(limits, result, terminating=terminating)
                self.results[limits.name] = replace(result, phase=phase)
        self.phase = assess_run(self._assessed, terminating=terminating)
        return tuple(one for one in taken if one.phase.completed)

    def next_look(self, now: int) -> int | None:
        """The second at which the controller asks to look again; None where nothing is to be measured any more."""
        times = [self._next(limits, now) for limits in self.metrics]
        earliest = min((time for time in times if time is not None), default=None)
        return None if earliest is None else max(earliest, now)

    @property
    def _assessed(self) -> tuple[tuple[Limits, Result | None], ...]:
        return tuple((limits, self.results.get(limits.name)) for limits in self.metrics)

    def _is_due(self, limits: Limits, now: int, *, terminating: bool) -> bool:
        result = self.results.get(limits.name)
        if result is not None and result.phase.completed:
            return False
        last = result.last if result else None
        if last is not None and not last.phase.completed:
            return terminating or last.resume_at is None or last.resume_at <= now
        if terminating:
            return False
        if last is None or result is None:
            started = self._started_at
            return limits.initial_delay is None or (started is not None and started + limits.initial_delay <= now)
        if limits.effective_count is not None and result.count >= limits.effective_count:
            return False
        wait = ERROR_RETRY_SECONDS if last.phase is Phase.ERROR or limits.interval is None else limits.interval
        return now > (last.finished_at or 0) + wait

    def _measure(self, limits: Limits, now: int, *, terminating: bool) -> Taken:
        result = self.results.get(limits.name, Result())
        runs = result.last is not None and not result.last.phase.completed
        if runs and terminating:
            # metricproviders/job ends its Job so; queries and requests are never caught in the middle.
            answer = Answer(Phase.INCONCLUSIVE, value="ended")
        else:
            answer = self._provider.measure(limits.name, now, resumed=runs)
        finished = now if answer.phase.completed else None
        self.results[limits.name] = result.with_measurement(Measurement(answer.phase, finished, answer.resume_at))
        return Taken(limits.name, answer.phase, answer.value)

    def _next(self, limits: Limits, now: int) -> int | None:
        result = self.results.get(limits.name)
        if result is None or result.last is None:
            started = now if self._started_at is None else self._started_at
            return None if limits.initial_delay is None else started + limits.initial_delay
        if result.phase.completed:
            return None
        if result.last.finished_at is None:
            return result.last.resume_at
        if limits.effective_count is not None and result.count >= limits.effective_count:
            return None
        if result.last.phase is Phase.ERROR:
            return result.last.finished_at + ERROR_RETRY_SECONDS
        return None if limits.interval is None else result.last.finished_at + limits.interval
