"""Rule: no more old versions are kept running than are kept at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """scaleDownDelayRevisions against the history, which is at least the rollback window."""
    blue_green, strategies = workload.delivery.blue_green, workload.spec.strategies
    history = max(strategies.revision_history, strategies.rollback_window)
    if blue_green is not None and blue_green.scale_down_delay_revisions > history:
        kept = blue_green.scale_down_delay_revisions
        message = f"{kept} old versions are to be kept running, and the history has {history}"
        remedy = f"Write `scaleDownDelayRevisions: {history}` or less, or `revisionHistory: {kept}`."
        yield Violation(("strategies", "blueGreen", "scaleDownDelayRevisions"), message, remedy)


RULE = Rule(
    id="strategy/kept-revisions",
    title="No more old versions run than are kept",
    severity="error",
    reason=(
        "scaleDownDelayRevisions says how many old versions keep their pods for a while, revisionHistory how many are "
        "kept at all. The controller declares a Rollout invalid whose first number is above the second, and then "
        "delivers nothing."
    ),
    source="argo-rollouts 1.10.1, pkg/apis/rollouts/validation/validation.go (ValidateRolloutStrategyBlueGreen)",
    bad="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {scaleDownDelayRevisions: 9}",
    good="deploymentStrategy: blueGreen\nstrategies:\n  revisionHistory: 9\n  blueGreen: {scaleDownDelayRevisions: 9}",
    remedy="Write a smaller scaleDownDelayRevisions, or a larger revisionHistory.",
    workload=check,
)
