"""Rule: the list of allowed strategies says something, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Neither empty nor with a strategy twice."""
    allowed = workload.spec.allowed_strategies
    if allowed is None:
        return
    if not allowed:
        message = "the list of allowed strategies is empty; it names the selected strategy at least"
        yield Violation(("allowedStrategies",), message, f"Write `allowedStrategies: [{workload.context.strategy}]`.")
    for index, name in enumerate(allowed):
        if name in allowed[:index]:
            message = f'"{name}" is in the list twice; each strategy is named once'
            yield Violation(("allowedStrategies", index), message)


RULE = Rule(
    id="strategy/allowed",
    title="Allowed strategies are named once",
    severity="error",
    reason=(
        "Whoever deploys may choose one of the allowed strategies, and each of them is proved. An empty list looks as "
        "if nothing could be deployed, while the selected strategy always can; a name that stands twice is most often "
        "a slip for another one."
    ),
    source="design.md, One definition of each Kubernetes object",
    bad="deploymentStrategy: canary\nallowedStrategies: [canary, canary]",
    good="deploymentStrategy: canary\nallowedStrategies: [canary, standard]",
    remedy="Name each strategy once, or leave the list out: the selected one and standard.",
    workload=check,
)
