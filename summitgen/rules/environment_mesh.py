"""Rule: the traffic router has what it routes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """Istio's router needs Istio; a route of the Gateway API needs a parent."""
    cluster = environment.resolved.spec.cluster
    if cluster.traffic_router == "istio" and cluster.mesh != "istio":
        message = f"the traffic router istio needs the mesh istio, and the mesh is {cluster.mesh}"
        remedy = "Write `mesh: istio`, or `trafficRouter: gatewayApi`, which does without."
        yield Violation(("cluster", "trafficRouter"), message, remedy)
    if cluster.traffic_router != "gatewayApi" or cluster.mesh != "none":
        return
    for workload in environment.workloads:
        if workload.delivery.canary is not None and workload.spec.exposure is None:
            message = (
                "the canary's route would have no parent: without a mesh the Gateway API splits only what comes in "
                "through the gateway, and the workload has no exposure"
            )
            remedy = "Add `exposure: {host: api.example.com}`, or choose another deploymentStrategy."
            yield Violation(("workloads", workload.name, "deploymentStrategy"), message, remedy)


RULE = Rule(
    id="environment/mesh",
    title="A traffic router has what it routes with",
    severity="error",
    reason=(
        "A router splits only the traffic that it sees. Istio's sees calls between sidecars; a Gateway API route sees "
        "what enters through its gateway, and calls inside a mesh. Where it sees nothing the weights are set, "
        "reported and without effect: all users get the new version as soon as its pods are ready, or never."
    ),
    source="progressive delivery rules 3 and 7; summit.md group 8",
    bad="cluster: {mesh: none, trafficRouter: istio}",
    good="cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}",
    remedy="Let mesh and trafficRouter fit each other.",
    environment=check,
)
