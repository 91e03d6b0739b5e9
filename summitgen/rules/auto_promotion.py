"""Rule: a delay of the automatic promotion needs an automatic promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The blue-green settings, where that strategy may be selected."""
    spec = workload.delivery.blue_green
    if spec is not None and spec.auto_promotion_after is not None and not spec.auto_promotion:
        message = "autoPromotionAfter has no effect while a person promotes (autoPromotion is false)"
        yield Violation(("strategies", "blueGreen", "autoPromotionAfter"), message)


RULE = Rule(
    id="strategy/auto-promotion",
    title="A delay needs an automatic promotion",
    severity="error",
    reason=(
        "The controller ignores the delay when the promotion is manual. Whoever wrote it believes that the new "
        "version takes over by itself, and it waits for a person instead."
    ),
    source="progressive delivery rule 33",
    bad="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {autoPromotionAfter: 10m}",
    good="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {autoPromotion: true, autoPromotionAfter: 10m}",
    remedy="Add `autoPromotion: true`, or leave autoPromotionAfter out.",
    workload=check,
)
