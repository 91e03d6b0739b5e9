"""Rule: the old pods are kept until everyone has heard of the new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.units import Duration
    from summitgen.rules.view import WorkloadView

LEAST = 30


def check(workload: WorkloadView) -> Iterator[Violation]:
    """scaleDownDelay of both strategies of a Rollout, where they may be selected."""
    canary, blue_green = workload.delivery.canary, workload.delivery.blue_green
    if canary is not None and canary.scale_down_delay is not None:
        yield from _delay("canary", canary.scale_down_delay)
    if blue_green is not None:
        yield from _delay("blueGreen", blue_green.scale_down_delay)


def _delay(strategy: str, delay: Duration) -> Iterator[Violation]:
    if delay.seconds < LEAST:
        message = (
            f"the old pods are kept for {delay}; at least {LEAST}s are needed until all have heard of the new ones"
        )
        yield Violation(("strategies", strategy, "scaleDownDelay"), message)


RULE = Rule(
    id="strategy/scale-down-delay",
    title="Old pods are kept until everyone has heard of the new ones",
    severity="error",
    reason=(
        "When a Service's selector or a route is switched, nodes and proxies learn of it one after the other. Until "
        "then they send requests to the old pods; where these are gone, users see 503. The controller's own default "
        "is 30 seconds, for that reason."
    ),
    source="progressive delivery rule 11; argo-rollouts #4195, #587; argo-rollouts 1.10.1, utils/defaults/defaults.go",
    bad="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {scaleDownDelay: 5s}",
    good="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {scaleDownDelay: 5m}",
    remedy="Write `scaleDownDelay: 30s` or more.",
    workload=check,
)
