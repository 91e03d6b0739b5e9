"""Rule: a mesh is used to split a canary's traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """One finding an environment."""
    cluster = environment.resolved.spec.cluster
    if cluster.mesh == "none" or cluster.traffic_router != "none":
        return
    if any(workload.delivery.canary is not None for workload in environment.workloads):
        message = (
            f"without a traffic router the canaries' weights follow the number of pods, though {cluster.mesh} could "
            "split the traffic"
        )
        router = "istio" if cluster.mesh == "istio" else "gatewayApi"
        yield Violation(("cluster", "trafficRouter"), message, f"Write `trafficRouter: {router}`.")


RULE = Rule(
    id="canary/mesh-without-router",
    title="A mesh splits the canary's traffic",
    severity="warning",
    reason=(
        "Without a traffic router the controller makes a weight by the number of pods: 5 % takes twenty of them, and "
        "an abort has to wait until pods are replaced. With a mesh in the cluster the traffic itself can be split, "
        "exactly and at once."
    ),
    source="progressive delivery rules 1 and 7",
    bad="cluster: {mesh: linkerd, trafficRouter: none}",
    good="cluster: {mesh: linkerd, trafficRouter: gatewayApi, rolloutsInMesh: true}",
    remedy="Set cluster.trafficRouter.",
    environment=check,
)
