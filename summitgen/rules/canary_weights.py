"""Rule: a canary's weights rise, and each is watched."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.steps import Step
    from summitgen.rules.view import WorkloadView

PATH = ("strategies", "canary", "steps")
RAISE = "Let each `setWeight` be above the one before it, from 1 to 100."
WATCH = "Put `- pause: 5m` or `- analysis: <name>` behind the weight."


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The steps as given; derived ones are right by construction."""
    canary, spec = workload.delivery.canary, workload.spec.strategies.canary
    if canary is None or spec is None or spec.steps is None:
        return
    steps = spec.steps
    weights = [(index, step.set_weight) for index, step in enumerate(steps) if step.set_weight is not None]
    if not weights:
        message = "the canary's steps set no weight, so that all traffic moves at once; at least one is needed"
        yield Violation(PATH, message, "Begin with `- setWeight: 10` and `- pause: 5m`.")
        return
    yield from _before(steps, weights[0][0])
    yield from _rising(weights)
    yield from _watched(steps, weights)


def _before(steps: tuple[Step, ...], first: int) -> Iterator[Violation]:
    for index, step in enumerate(steps[:first]):
        if step.set_canary_scale is not None:
            return
        if step.analysis is not None:
            message = "this analysis runs before the first setWeight, when there is no new pod to judge"
            yield Violation((*PATH, index, "analysis"), message, "Move the analysis behind the first `setWeight`.")


def _rising(weights: list[tuple[int, int]]) -> Iterator[Violation]:
    for (_, before), (index, weight) in pairwise(weights):
        if weight <= before:
            message = f"the weight {weight} follows {before}; each weight is above the one before it"
            yield Violation((*PATH, index, "setWeight"), message, RAISE)


def _watched(steps: tuple[Step, ...], weights: list[tuple[int, int]]) -> Iterator[Violation]:
    for index, weight in weights:
        following = next((i for i in range(index + 1, len(steps)) if steps[i].set_weight is not None), None)
        between = steps[index + 1 : following]
        if weight < 100 and not any(step.pause is not None or step.analyses for step in between):
            end = "promotion" if following is None else "next weight"
            message = f"nothing stands between the weight {weight} and the {end}; a pause or an analysis has to"
            yield Violation((*PATH, index, "setWeight"), message, WATCH)


RULE = Rule(
    id="canary/weights",
    title="Weights rise, and each is watched",
    severity="error",
    reason=(
        "A weight that doesn't rise takes traffic back or does nothing, and one that is followed by the next at once "
        "is passed in a second, so that nobody, and no metric, sees the new version at it. After the last step the "
        "version is promoted, the analyses end and an abort has no effect any more. Before the first weight there are "
        "no pods of the new version, so that an analysis there fails or judges nothing."
    ),
    source="progressive delivery rules 8 and 21; argo-rollouts #811",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - setWeight: 25\n      - pause: 5m"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 25\n      - pause: 5m\n      - setWeight: 50\n      - pause: 5m"
    ),
    remedy=RAISE,
    workload=check,
)
