"""Rule: an update may add a pod or take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.units import Percentage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.strategy import Canary, Standard
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """maxSurge and maxUnavailable of the strategies that may be selected."""
    strategies: dict[str, Standard | Canary | None] = {"canary": workload.delivery.canary}
    if "standard" in workload.context.allowed_strategies:
        strategies["standard"] = workload.spec.strategies.standard
    for name, spec in strategies.items():
        if spec is not None and _none(spec.max_surge) and _none(spec.max_unavailable):
            message = f"maxSurge {spec.max_surge} and maxUnavailable {spec.max_unavailable} let no pod be replaced"
            yield Violation(("strategies", name, "maxSurge"), f"{message}; one of them has to be above 0")


def _none(value: int | Percentage) -> bool:
    return value.fraction == 0 if isinstance(value, Percentage) else value == 0


RULE = Rule(
    id="strategy/surge",
    title="An update may add a pod or take one away",
    severity="error",
    reason=(
        "With neither a pod above the replicas nor one below them nothing can be replaced. The API server refuses "
        "such a Deployment; a Rollout is accepted, and the controller declares it invalid. maxUnavailable is 0 where "
        "it is left out."
    ),
    source="Kubernetes, Deployment; seen with the Rollouts controller on a real API server",
    bad="deploymentStrategy: standard\nstrategies:\n  standard: {maxSurge: 0, maxUnavailable: 0}",
    good="deploymentStrategy: standard\nstrategies:\n  standard: {maxSurge: 1, maxUnavailable: 0}",
    remedy="Write `maxSurge: 1`.",
    workload=check,
)
