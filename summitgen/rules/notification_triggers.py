"""Rule: who subscribes is told: the trigger and the service are in the controller's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.suggest import did_you_mean, one_of
from summitgen.values.rollout_settings import annotation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView

PATH = ("strategies", "notifications")
LONGEST = 63


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each subscription of a workload against cluster.rolloutsNotifications."""
    known = workload.environment.spec.cluster.rollouts_notifications
    for index, subscription in enumerate(workload.spec.strategies.notifications):
        path = (*PATH, index)
        yield from _unknown((*path, "trigger"), "trigger", subscription.trigger, known.triggers)
        yield from _unknown((*path, "service"), "service", subscription.service, known.services)
        name = annotation(subscription).partition("/")[2]
        if len(name) > LONGEST:
            message = f'the annotation "{name}" has {len(name)} characters behind its slash; {LONGEST} are allowed'
            yield Violation((*path, "trigger"), message, "Give the trigger, or the service, a shorter name.")


def _unknown(path: Path, what: str, name: str, known: tuple[str, ...]) -> Iterator[Violation]:
    if name not in known:
        message = f'the Rollouts controller has no {what} "{name}"{did_you_mean(name, known)}'
        listed = f"cluster.rolloutsNotifications.{what}s"
        remedy = f"Write one of {one_of(sorted(known))}" if known else f"Leave it out, or list it in {listed}"
        yield Violation(path, message, f"{remedy}; {listed} says what the controller's configuration has.")


RULE = Rule(
    id="strategy/notifications",
    title="Who subscribes is told",
    severity="error",
    reason=(
        "A subscription is an annotation with the names of a trigger and of a service. Where the controller's "
        "configuration has no such trigger, nobody is told anything, without a word, and the absence of bad news is "
        "taken for good news. That configuration belongs to the controller's release; the spec lists what it has."
    ),
    source="argo-rollouts #3132; argo-rollouts 1.10.1, docs/features/notifications.md",
    bad=(
        "deploymentStrategy: blueGreen\nstrategies:\n"
        "  notifications: [{trigger: on-rollout-aborted, service: slack, recipients: [alerts]}]"
    ),
    good=(
        "cluster: {rolloutsNotifications: {triggers: [on-rollout-aborted], services: [slack]}}\nworkloads:\n  api:\n"
        "    deploymentStrategy: blueGreen\n    strategies:\n"
        "      notifications: [{trigger: on-rollout-aborted, service: slack, recipients: [alerts]}]"
    ),
    remedy="List the trigger and the service in cluster.rolloutsNotifications.",
    workload=check,
)
