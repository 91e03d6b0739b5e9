"""Rule: settings of an Ingress need an Ingress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Class, certificate and annotations where a router takes the traffic."""
    spec, router = workload.spec.exposure, workload.context.router
    if spec is None or router == "none":
        return
    instead = {
        "ingressClass": (spec.ingress_class, "cluster.gateway.className"),
        "tlsSecret": (spec.tls_secret, "cluster.gateway.tlsSecret"),
        "annotations": (spec.annotations, None),
    }
    for key, (value, setting) in instead.items():
        if value:
            message = f"{key} is one of an Ingress, and with the traffic router {router} there is none"
            remedy = "Leave it out." if setting is None else f"Leave it out; the gateway's is `{setting}`."
            yield Violation(("exposure", key), message, remedy, key=True)


RULE = Rule(
    id="workload/exposure",
    title="Settings of an Ingress need an Ingress",
    severity="warning",
    reason=(
        "With a traffic router the public host goes through the environment's gateway, since an Ingress would pass by "
        "the canary's weights. What is set for the Ingress is then not used, and a certificate that somebody believes "
        "in is not served."
    ),
    source="summit.md groups 8 and 10 (an ingress that bypasses the mesh weights; values that no template reads)",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio}\nworkloads:\n  api:\n"
        "    exposure: {host: shop.example.com, tlsSecret: shop-tls}"
    ),
    good=(
        "cluster:\n  mesh: istio\n  trafficRouter: istio\n  rolloutsInMesh: true\n  gateway: {tlsSecret: shop-tls}\n"
        "workloads:\n  api:\n"
        "    exposure: {host: shop.example.com}"
    ),
    remedy="Leave it out.",
    workload=check,
)
