"""Rule: without a router, a weight is a share that whole pods can make."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.strategy import Canary
    from summitgen.rules.view import WorkloadView

TOLERANCE = 1
ROUTER = "set cluster.trafficRouter"


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each weight below 100, over the smallest number of pods."""
    canary, pods = workload.delivery.canary, workload.context.replicas
    if canary is None or workload.context.router != "none":
        return
    if pods < 2:
        message = "a canary without a traffic router needs 2 pods or more, one of each version; here it has 1"
        yield Violation(("replicas",), message, f"Write `replicas: 2` (with autoscaling: minReplicas), or {ROUTER}.")
        return
    for index, weight in _weights(canary):
        nearest = _nearest(weight, pods)
        if not _fits(weight, pods):
            share = round(100 * nearest / pods)
            message = f"{weight} % can't be had of {pods} pods without a traffic router; the nearest share is {share} %"
            path = ("strategies", "canary", "steps", index, "setWeight")
            yield Violation(path, message, _remedy(canary, share, pods))


def _weights(canary: Canary) -> Iterator[tuple[int, int]]:
    for index, step in enumerate(canary.steps or ()):
        if step.set_weight is not None and step.set_weight < 100:
            yield index, step.set_weight


def _nearest(weight: int, pods: int) -> int:
    return min(max(round(Fraction(weight * pods, 100)), 1), pods - 1)


def _remedy(canary: Canary, share: int, pods: int) -> str:
    weights = [weight for _, weight in _weights(canary)]
    # Of any hundred numbers one is a multiple of 100, and so many pods make every whole percentage.
    enough = next(n for n in range(pods + 1, pods + 101) if all(_fits(weight, n) for weight in weights))
    return (
        f"Write `setWeight: {share}`, or have {enough} pods (replicas, or autoscaling.minReplicas), which make every "
        f"weight of these steps, or {ROUTER}."
    )


def _fits(weight: int, pods: int) -> bool:
    return abs(weight - Fraction(100 * _nearest(weight, pods), pods)) <= TOLERANCE


RULE = Rule(
    id="canary/whole-pods",
    title="Without a router, weights are shares of whole pods",
    severity="error",
    reason=(
        "Without a traffic router the controller makes a weight by the number of pods of either version. Of three "
        "pods 5, 10 and 25 % are all one pod, a third of the users; of two pods 75 % may be none. The steps then "
        "promise a care that doesn't happen. A weight may be one percentage point away from what whole pods make of "
        "it, counted at the smallest number of pods that the autoscaler allows."
    ),
    source="progressive delivery rule 1; summit.md group 9; argo-rollouts #2281, #1713",
    bad=(
        "deploymentStrategy: canary\nreplicas: 3\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 5\n      - pause: 5m"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 3\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 33\n      - pause: 5m"
    ),
    remedy="Choose weights that the pods can make, run more pods, or set cluster.trafficRouter.",
    workload=check,
)
