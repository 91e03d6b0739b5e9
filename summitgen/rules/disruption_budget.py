"""Rule: a disruption budget lets a node be drained."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from summitgen.model.units import Percentage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """At the smallest number of pods, one of them can go."""
    budget, pods = workload.spec.disruption_budget, workload.context.replicas
    if budget is None:
        return
    least, most = budget.min_available, budget.max_unavailable
    if isinstance(most, Percentage) and most.fraction == 0:
        message = (
            f"maxUnavailable {most} lets no pod go, so that no node can be drained; at least one has to be able to"
        )
        yield Violation(("disruptionBudget", "maxUnavailable"), message)
    if least is None:
        return
    # Kubernetes rounds percentages up.
    needed = ceil(least.fraction * pods) if isinstance(least, Percentage) else least
    if needed >= pods:
        of = "the only pod" if pods == 1 else f"all {pods} pods"
        message = f"minAvailable {least} keeps {of}, so that no node can be drained; at least one has to be able to go"
        yield Violation(("disruptionBudget", "minAvailable"), message)


RULE = Rule(
    id="workload/disruption-budget",
    title="A disruption budget lets a node be drained",
    severity="error",
    reason=(
        "A budget that keeps every pod blocks each drain: upgrades of nodes hang until somebody deletes the budget by "
        "hand. What counts is the smallest number of pods (replicas, or the autoscaler's minimum); percentages are "
        "rounded up."
    ),
    source="progressive delivery rule 36; Kubernetes, Specifying a Disruption Budget",
    bad="replicas: 2\ndisruptionBudget: {minAvailable: 2}",
    good="replicas: 3\ndisruptionBudget: {minAvailable: 2}",
    remedy="Write `disruptionBudget: {maxUnavailable: 1}`, leave it out, or run one pod more.",
    workload=check,
)
