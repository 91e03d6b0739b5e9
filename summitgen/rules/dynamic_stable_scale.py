"""Rule: the stable version is scaled down with its traffic only where that is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

PATH = ("strategies", "canary", "dynamicStableScale")
REMEDY = "Leave dynamicStableScale out."


def check(workload: WorkloadView) -> Iterator[Violation]:
    """dynamicStableScale with its router, and beside scaleDownDelay."""
    canary, router = workload.delivery.canary, workload.context.router
    if canary is None or not canary.dynamic_stable_scale:
        return
    if router != "gatewayApi":
        message = f"dynamicStableScale can be had with gatewayApi only; cluster.trafficRouter is {router}"
        yield Violation(PATH, message, REMEDY)
    if canary.scale_down_delay is not None:
        message = "dynamicStableScale and scaleDownDelay exclude each other: no old pods are left to be kept"
        yield Violation(PATH, message, "Leave one of the two out.")


RULE = Rule(
    id="canary/dynamic-stable-scale",
    title="The stable version is scaled down only where that is safe",
    severity="error",
    reason=(
        "With dynamicStableScale pods of the stable version are taken away as its weight falls. With Istio they were "
        "seen to go before all proxies had heard of the new weight, and requests were answered with 503. Without a "
        "router, and beside scaleDownDelay, the controller declares the Rollout invalid."
    ),
    source=(
        "progressive delivery rule 10; argo-rollouts #3681, #4828, #4347; argo-rollouts 1.10.1, "
        "pkg/apis/rollouts/validation/validation.go"
    ),
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n    strategies: {canary: {dynamicStableScale: true}}"
    ),
    good=(
        "cluster: {trafficRouter: gatewayApi}\nworkloads:\n  api:\n    exposure: {host: api.example.com}\n"
        "    deploymentStrategy: canary\n    strategies: {canary: {dynamicStableScale: true}}"
    ),
    remedy=REMEDY,
    workload=check,
)
