"""Rule: in a mesh, metrics have a port of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The main port demands mutual TLS, which Prometheus outside the mesh has not."""
    monitoring, cluster = workload.spec.monitoring, workload.context.environment.cluster
    if monitoring is None or cluster.prometheus is None:  # nothing is scraped
        return
    if cluster.mesh != "none" and monitoring.port == "http":
        message = "the main port accepts only calls of the mesh, so Prometheus can't read the metrics there"
        yield Violation(("monitoring", "port"), message)


RULE = Rule(
    id="workload/metrics-port-in-mesh",
    title="In a mesh, metrics have a port of their own",
    severity="error",
    reason=(
        "The main port of a workload in a mesh is closed to callers without mutual TLS: by STRICT mode in Istio, by "
        "Server and AuthorizationPolicy in Linkerd. A Prometheus outside the mesh gets no metrics there, and every "
        "analysis of the workload's own series has no data. A port that serves nothing but metrics can be opened; the "
        "main port can't, without opening the application."
    ),
    source="progressive delivery rule 38; Istio, PeerAuthentication, portLevelMtls; Linkerd, Server",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\n"
        "workloads: {api: {monitoring: {path: /metrics}}}"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\n"
        "workloads: {api: {ports: [{name: metrics, port: 9090}], monitoring: {port: metrics}}}"
    ),
    remedy=(
        "Serve metrics on a port of their own: `ports: [{name: metrics, port: 9090}]`, `monitoring: {port: metrics}`."
    ),
    workload=check,
)
