"""Rule: a rung waits before it judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.units import Duration
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.rungs import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """In each rung a pause of some time stands before the first analysis, not behind it only."""
    for rung in workload.delivery.rungs:
        first = next((at for at, step in rung.behind if step.analysis is not None), None)
        pauses = [(at, step.pause) for at, step in rung.behind if step.pause is not None]
        if first is None or any(at < first for at, _ in pauses):
            continue
        timed = next((pause for _, pause in pauses if isinstance(pause, Duration)), None)
        if timed is not None:
            message = (
                f"the analysis judges the weight {rung.weight} before the pause of {timed}, when there is little to "
                "see; setWeight, pause, analysis is the order"
            )
            yield Violation((*STEPS, first, "analysis"), message)


RULE = Rule(
    id="canary/rung-order",
    title="A rung waits before it judges",
    severity="error",
    reason=(
        "An analysis right behind the weight looks at the first seconds of the new share of traffic, and the pause "
        "that follows is judged by nobody. A pause that ends is also the place where a held background analysis lets "
        "the rollout go on too far: only an analysis behind the pause stops it. An approval (`pause: manual`) may "
        "stand behind the analysis."
    ),
    source="progressive delivery rule 29; argo-rollouts #3850",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - analysis: default\n      - pause: 5m"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - pause: 5m\n      - analysis: default\n      - pause: manual"
    ),
    remedy="Move the pause before the analysis.",
    workload=check,
)
