"""Settings that the two strategies of a Rollout share, in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from summitgen.model.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.strategy import AnalysisHistory, Subscription

SUBSCRIBE = "notifications.argoproj.io/subscribe"
PREFERENCE = 100
"""The weight of a preferred rule, from 1 to 100: as strong as that of nodes of the workload's own topology."""


class AbortDelay(TypedDict):
    """What becomes of the new pods after an abort."""

    abortScaleDownDelaySeconds: int | None
    keepAborted: bool


def abort_delay(spec: Duration | str | None) -> AbortDelay:
    """A delay in seconds, or that they are kept for good ("never"), which the controller writes as 0."""
    seconds = spec.seconds if isinstance(spec, Duration) else None
    return {"abortScaleDownDelaySeconds": seconds, "keepAborted": spec == "never"}


def anti_affinity(spec: str | None) -> dict[str, Any]:
    """The Rollout's antiAffinity: the controller adds it to new pods, against those of other versions."""
    if spec == "required":
        return {"requiredDuringSchedulingIgnoredDuringExecution": {}}
    if spec == "preferred":
        return {"preferredDuringSchedulingIgnoredDuringExecution": {"weight": PREFERENCE}}
    return {}


def history(spec: AnalysisHistory | None) -> dict[str, Any]:
    """How many ended AnalysisRuns and Experiments are kept; empty for the controller's defaults."""
    if spec is None:
        return {}
    return {"successfulRunHistoryLimit": spec.successful, "unsuccessfulRunHistoryLimit": spec.unsuccessful}


def annotation(subscription: Subscription) -> str:
    """The annotation's key of a subscription (docs/features/notifications.md of argo-rollouts)."""
    return f"{SUBSCRIBE}.{subscription.trigger}.{subscription.service}"


def subscriptions(given: Iterable[Subscription]) -> dict[str, str]:
    """The Rollout's annotations, sorted; who subscribes twice to the same is told once."""
    found: dict[str, dict[str, None]] = {}
    for one in given:
        found.setdefault(annotation(one), {}).update(dict.fromkeys(one.recipients))
    return {key: ";".join(found[key]) for key in sorted(found)}
