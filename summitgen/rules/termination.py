"""Rule: a pod has time to end before it is killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The sleep before SIGTERM and the drain after it fit into the grace period, with a second to spare."""
    spec = workload.spec.lifecycle
    needed = spec.pre_stop_sleep.seconds + spec.drain.seconds
    if needed >= spec.termination_grace_period.seconds:
        message = (
            f"the grace period {spec.termination_grace_period} is not above preStopSleep {spec.pre_stop_sleep} and "
            f"drain {spec.drain} together; the pod would be killed while it still works"
        )
        remedy = f"Write `terminationGracePeriod: {needed + 5}s`, or shorten preStopSleep or drain."
        yield Violation(("lifecycle", "terminationGracePeriod"), message, remedy)


RULE = Rule(
    id="workload/termination",
    title="A pod has time to end",
    severity="error",
    reason=(
        "The grace period runs from the moment at which the pod is asked to go, so it covers the sleep in which "
        "routers forget the pod as well as the time that the process then needs. When it is over the process is "
        "killed, and its open requests fail at every deployment."
    ),
    source="progressive delivery rule 40; Kubernetes, Pod Lifecycle, Termination of Pods",
    bad="lifecycle: {preStopSleep: 15s, drain: 20s, terminationGracePeriod: 30s}",
    good="lifecycle: {preStopSleep: 15s, drain: 20s, terminationGracePeriod: 45s}",
    remedy="Let terminationGracePeriod be above preStopSleep and drain together.",
    workload=check,
)
