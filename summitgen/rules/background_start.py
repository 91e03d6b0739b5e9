"""Rule: a background analysis begins after the first weight and before the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

PATH = ("strategies", "canary", "backgroundFromStep")


def check(workload: WorkloadView) -> Iterator[Violation]:
    """backgroundFromStep, an index from 0, against the steps."""
    canary = workload.delivery.canary
    if canary is None or canary.background_from_step is None:
        return
    start, steps = canary.background_from_step, canary.steps or ()
    if canary.background is None:
        message = "backgroundFromStep says when the background analysis begins, and there is none"
        yield Violation(PATH, message, "Add `background: <analysis>`, or leave backgroundFromStep out.")
        return
    first = next((index for index, step in enumerate(steps) if step.set_weight is not None), 0)
    if not first < start < len(steps):
        allowed = [str(index) for index in range(first + 1, len(steps))]
        message = f"step {start} is not between the first weight (step {first}, counted from 0) and the end"
        yield Violation(PATH, f"{message}; {' or '.join(allowed) or 'no step'} is")


RULE = Rule(
    id="canary/background-start",
    title="A background analysis begins after the first weight",
    severity="error",
    reason=(
        "Before the first weight the new version gets no requests, and an analysis that begins there judges nothing, "
        "or fails for want of data. One that begins at a step behind the last is never run, without a word."
    ),
    source="progressive delivery rule 21; argo-rollouts #4864, #811",
    bad=(
        "deploymentStrategy: canary\nreplicas: 2\nstrategies:\n  canary:\n    background: healthy\n"
        "    backgroundFromStep: 7\n    steps:\n      - setWeight: 50\n      - pause: 5m\n"
        "analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health}"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 2\nstrategies:\n  canary:\n    background: healthy\n"
        "    backgroundFromStep: 1\n    steps:\n      - setWeight: 50\n      - pause: 5m\n"
        "analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health}"
    ),
    remedy="Leave backgroundFromStep out: the analysis then begins after the first weight.",
    workload=check,
)
