"""Rule: the preview is no larger than what it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """previewReplicas against the smallest number of pods, where blueGreen may be selected."""
    spec, pods = workload.delivery.blue_green, workload.context.replicas
    if spec is not None and spec.preview_replicas is not None and spec.preview_replicas > pods:
        message = f"{spec.preview_replicas} preview pods are more than the workload's smallest number of pods, {pods}"
        remedy = f"Write `previewReplicas: {pods}` or less, or leave it out, which means all."
        yield Violation(("strategies", "blueGreen", "previewReplicas"), message, remedy)


RULE = Rule(
    id="strategy/blue-green-preview",
    title="The preview is no larger than the workload",
    severity="error",
    reason=(
        "Preview pods save resources before the promotion; then the new version is scaled to its full number. A "
        "larger preview would be scaled down in the moment in which it gets all the traffic."
    ),
    source="argo-rollouts, BlueGreen previewReplicaCount",
    bad="deploymentStrategy: blueGreen\nreplicas: 3\nstrategies:\n  blueGreen: {previewReplicas: 5}",
    good="deploymentStrategy: blueGreen\nreplicas: 3\nstrategies:\n  blueGreen: {previewReplicas: 2}",
    remedy="Write a number up to that of the replicas, or leave previewReplicas out.",
    workload=check,
)
