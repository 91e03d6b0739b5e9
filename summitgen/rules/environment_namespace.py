"""Rule: an environment's namespace is not that of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView

BUILT_IN = dict.fromkeys(("default", "kube-system", "kube-public", "kube-node-lease"), "which every cluster has")
OF_MESH = {"istio": "istio-system", "linkerd": "linkerd"}


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """The namespace is neither built in nor named elsewhere in the spec."""
    spec = environment.resolved.spec
    cluster = spec.cluster
    taken = dict(BUILT_IN)
    taken[cluster.rollouts_namespace] = "that of the Rollouts controller"
    if cluster.prometheus is not None:
        taken[cluster.prometheus.namespace] = "that of Prometheus"
    if cluster.traffic_router != "none":
        taken[cluster.gateway.namespace] = "that of the gateway"
    if cluster.mesh in OF_MESH:
        taken[OF_MESH[cluster.mesh]] = "that of the mesh"
    if spec.namespace in taken:
        message = f'the environment makes its namespace, and can\'t make "{spec.namespace}", {taken[spec.namespace]}'
        yield Violation(("namespace",), message)


RULE = Rule(
    id="environment/namespace",
    title="An environment's namespace is its own",
    severity="error",
    reason=(
        "The environment's release makes its namespace, denies all traffic in it that no workload asks for and "
        "demands the restricted Pod Security Standard. Helm refuses to take over a namespace that is there already; "
        "if it did, what lives in it would be cut off."
    ),
    source="design.md, One definition of each Kubernetes object (what belongs to a namespace)",
    bad="namespace: monitoring",
    good="namespace: shop-prod",
    remedy="Choose a namespace of the environment's own, such as shop-prod.",
    environment=check,
)
