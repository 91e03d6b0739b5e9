"""What the Argo Rollouts controller makes of measurements: the verdict on a metric, and on a run of several.

The facts are those of argo-rollouts 1.10.1: analysis/analysis.go (``assessMetricStatus``,
``assessMetricFailureInconclusiveOrError``, ``assessRunStatus``) and utils/analysis/helpers.go (``IsWorse``,
``IsTerminating``). Tests run that code beside this over random measurements and limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_CONSECUTIVE_ERROR_LIMIT = 4


class Phase(StrEnum):
    """The state of a measurement, a metric or a run, in the controller's words."""

    PENDING = "Pending"
    RUNNING = "Running"
    SUCCESSFUL = "Successful"
    INCONCLUSIVE = "Inconclusive"
    ERROR = "Error"
    FAILED = "Failed"

    @property
    def completed(self) -> bool:
        """Whether nothing changes it any more."""
        return self not in (Phase.PENDING, Phase.RUNNING)


_WORSE = (Phase.SUCCESSFUL, Phase.RUNNING, Phase.PENDING, Phase.INCONCLUSIVE, Phase.ERROR, Phase.FAILED)


@dataclass(frozen=True, slots=True)
class Limits:
    """A metric's settings that decide when it is measured and judged; times are in seconds.

    ``count`` None or 0 is endless with an interval and one measurement without; a negative ``failure_limit`` never
    fails; ``success_limit`` is consecutiveSuccessLimit.
    """

    name: str
    interval: int | None = None
    initial_delay: int | None = None
    count: int | None = None
    failure_limit: int = 0
    inconclusive_limit: int = 0
    error_limit: int = DEFAULT_CONSECUTIVE_ERROR_LIMIT
    success_limit: int = 0
    dry_run: bool = False

    @property
    def effective_count(self) -> int | None:
        """After how many counted measurements the metric ends; None: never by itself."""
        if self.count:
            return self.count
        return 1 if self.interval is None else None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement; while it runs ``finished_at`` is None. Times are seconds since the rollout began."""

    phase: Phase
    finished_at: int | None = None
    resume_at: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What has been measured of a metric so far: an Error counts for itself and not towards ``count``."""

    phase: Phase = Phase.RUNNING
    last: Measurement | None = None
    count: int = 0
    successful: int = 0
    failed: int = 0
    inconclusive: int = 0
    error: int = 0
    consecutive_error: int = 0
    consecutive_success: int = 0

    def with_measurement(self, measurement: Measurement) -> Result:
        """This result and one measurement more, counted when it has ended."""
        phase, taken = measurement.phase, replace(self, last=measurement)
        if not phase.completed:
            return taken
        if phase is Phase.ERROR:
            errors = self.consecutive_error + 1
            return replace(taken, error=self.error + 1, consecutive_error=errors, consecutive_success=0)
        taken = replace(taken, count=self.count + 1, consecutive_error=0, consecutive_success=0)
        if phase is Phase.SUCCESSFUL:
            successes = self.consecutive_success + 1
            return replace(taken, successful=self.successful + 1, consecutive_success=successes)
        if phase is Phase.FAILED:
            return replace(taken, failed=self.failed + 1)
        return replace(taken, inconclusive=self.inconclusive + 1)


def assess_metric(limits: Limits, result: Result, *, terminating: bool) -> Phase:
    """The state of one metric; a verdict that it has is kept."""
    if result.phase.completed:
        return result.phase
    if result.last is None:
        return Phase.SUCCESSFUL if terminating else Phase.PENDING
    if not result.last.phase.completed:
        return Phase.RUNNING
    return _assess_measured(limits, result, terminating=terminating)


def _assess_measured(limits: Limits, result: Result, *, terminating: bool) -> Phase:
    passed = passed_limit(limits, result)
    if passed is not None:
        return passed[0]
    if 0 < limits.success_limit <= result.consecutive_success:
        return Phase.SUCCESSFUL
    count = limits.effective_count
    if count is not None and result.count >= count:
        return _at_count(limits)
    # An endless metric that is told to end has passed no limit.
    return Phase.SUCCESSFUL if terminating else Phase.RUNNING


def _at_count(limits: Limits) -> Phase:
    if limits.success_limit <= 0:
        return Phase.SUCCESSFUL
    return Phase.INCONCLUSIVE if limits.failure_limit >= 0 else Phase.FAILED


def passed_limit(limits: Limits, result: Result) -> tuple[Phase, str] | None:
    """The limit that the measurements passed and the phase that follows; of several errors win, then inconclusive."""
    if result.consecutive_error > limits.error_limit:
        return Phase.ERROR, f"{result.consecutive_error} consecutive errors, limit {limits.error_limit}"
    if result.inconclusive > limits.inconclusive_limit:
        return Phase.INCONCLUSIVE, f"{result.inconclusive} inconclusive, limit {limits.inconclusive_limit}"
    if 0 <= limits.failure_limit < result.failed:
        return Phase.FAILED, f"{result.failed} failed, limit {limits.failure_limit}"
    return None


def is_terminating(metrics: Iterable[tuple[Limits, Result | None]], *, ended: bool) -> bool:
    """Whether a run is to end: it was told to, or one of its metrics ended badly (dry runs don't matter)."""
    bad = (Phase.FAILED, Phase.ERROR, Phase.INCONCLUSIVE)
    return ended or any(result is not None and result.phase in bad and not limits.dry_run for limits, result in metrics)


def assess_run(metrics: Sequence[tuple[Limits, Result | None]], *, terminating: bool) -> Phase:
    """The state of a run, from its metrics as they are assessed already: the worst, once all have ended."""
    worst: Phase | None = None
    for limits, result in metrics:
        if result is None or not result.phase.completed:
            continue
        phase = Phase.SUCCESSFUL if limits.dry_run else result.phase
        if worst is None or _WORSE.index(phase) > _WORSE.index(worst):
            worst = phase
    if terminating:
        return worst or Phase.SUCCESSFUL
    complete = all(result is not None and result.phase.completed for _, result in metrics)
    return worst if complete and worst is not None else Phase.RUNNING
