"""Rule: a public workload in a mesh is reached by a router of the mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """An Ingress leads into the mesh from outside."""
    context = workload.context
    if workload.spec.exposure is not None and context.mesh != "none" and context.router == "none":
        message = (
            f"without a traffic router this host gets an Ingress, whose controller is not in the mesh {context.mesh}"
        )
        routers = "istio`, or `gatewayApi`," if context.mesh == "istio" else "gatewayApi`"
        yield Violation(("exposure", "host"), message, f"Set `trafficRouter: {routers} in the cluster.")


RULE = Rule(
    id="environment/ingress-in-mesh",
    title="A public workload in a mesh is reached by a router of the mesh",
    severity="error",
    reason=(
        "Without a traffic router a public host becomes an Ingress. Its controller calls the pods without mutual TLS, "
        "and a mesh in STRICT mode, or Linkerd's policy, refuses it: every request from outside fails."
    ),
    source="summit.md group 8; Istio, PeerAuthentication, STRICT",
    bad="cluster: {mesh: istio, rolloutsInMesh: true}\nworkloads: {api: {exposure: {host: api.example.com}}}",
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\n"
        "workloads: {api: {exposure: {host: api.example.com}}}"
    ),
    remedy="Set `trafficRouter` in the cluster.",
    workload=check,
)
