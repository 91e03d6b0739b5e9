"""Rule: a pod has time to start before the rollout is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.values.pod import probes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The deadline is above the time that the startup and readiness probes give."""
    made = probes(workload.spec)
    startup, readiness = made["startup"], made["readiness"]
    startup_time = startup.get("initialDelaySeconds", 0) + startup["periodSeconds"] * startup["failureThreshold"]
    needed = max(startup_time, readiness.get("initialDelaySeconds", 0)) + readiness["periodSeconds"]
    deadline = workload.spec.strategies.progress_deadline
    if deadline.seconds <= needed:
        message = f"progressDeadline {deadline} is over before the probes give up on a pod, after {needed}s"
        remedy = f"Write `progressDeadline: {2 * needed}s`, or let the startup probe give up earlier."
        yield Violation(("strategies", "progressDeadline"), message, remedy)


RULE = Rule(
    id="workload/progress-deadline",
    title="A pod has time to start",
    severity="error",
    reason=(
        "When no new pod has become ready within the progress deadline the rollout is declared failed. A deadline "
        "that is shorter than what the startup probe grants fails versions that only start slowly."
    ),
    source="progressive delivery rule 34",
    bad=("probes:\n  startup: {path: /health, period: 10s, failures: 60}\nstrategies: {progressDeadline: 5m}"),
    good=("probes:\n  startup: {path: /health, period: 10s, failures: 60}\nstrategies: {progressDeadline: 20m}"),
    remedy="Let progressDeadline be above the startup probe's period times failures.",
    workload=check,
)
