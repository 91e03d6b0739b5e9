"""Rule: pods that must not share a node with the other version find one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """antiAffinity of the strategies that may be selected."""
    delivery = workload.delivery
    for name, spec in (("canary", delivery.canary), ("blueGreen", delivery.blue_green)):
        if spec is not None and spec.anti_affinity == "required":
            deadline = workload.spec.strategies.progress_deadline
            message = (
                "new pods wait as Pending until a node has no pod of the other version; where none is free within "
                f"progressDeadline ({deadline}), the delivery is aborted"
            )
            yield Violation(("strategies", name, "antiAffinity"), message)


RULE = Rule(
    id="strategy/anti-affinity",
    title="Required anti-affinity needs free nodes",
    severity="warning",
    reason=(
        "With required anti-affinity no pod of the new version starts on a node that has one of the old. Where the "
        "old pods are spread over all nodes, as the default topology prefers, the new ones stay Pending, and the "
        "progress deadline aborts the delivery, unless an autoscaler of nodes adds some in time. A preferred one "
        "keeps them apart where that is possible."
    ),
    source="summit.md group 9; argo-rollouts 1.10.1, docs/features/anti-affinity and utils/replicaset/replicaset.go",
    bad="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {antiAffinity: required}",
    good="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {antiAffinity: preferred}",
    remedy="Write `antiAffinity: preferred`.",
    workload=check,
)
