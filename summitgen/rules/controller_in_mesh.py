"""Rule: the controller can reach what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Database, Health
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Related
    from summitgen.model.metrics import Metric
    from summitgen.rules.view import EnvironmentView, WorkloadView


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """One finding an environment, at the setting; of each workload the first metric that is asked is related."""
    cluster = environment.resolved.spec.cluster
    if cluster.mesh == "none" or cluster.rollouts_in_mesh:
        return
    asked = [related for workload in environment.workloads for related in _asked(workload)]
    if not asked:
        return
    if cluster.rollouts_in_mesh is None:
        state = "nothing says that the Rollouts controller is in it; rolloutsInMesh has to be true"
    else:
        state = "the Rollouts controller is not in it"
    message = f"metrics ask workloads themselves, which accept only calls of the mesh {cluster.mesh}, and {state}"
    yield Violation(("cluster", "rolloutsInMesh"), message, related=tuple(asked))


def _asked(workload: WorkloadView) -> Iterator[Related]:
    for measured in workload.delivery.metrics:
        if measured.stages and _asks_workload(measured.metric):
            message = f'the metric "{measured.metric.name}" asks {workload.name}'
            yield workload.related(message, (*measured.path, "type"))
            return


def _asks_workload(metric: Metric) -> bool:
    return isinstance(metric, Health) or (isinstance(metric, Database) and metric.source == "readiness")


RULE = Rule(
    id="analysis/controller-in-mesh",
    title="The controller can reach what it asks",
    severity="error",
    reason=(
        "Health checks are made by the Rollouts controller itself. With STRICT mutual TLS a caller without a sidecar "
        "is refused; the check ends in an error and aborts every rollout. Whether the controller has one is decided "
        "where it is installed, so the spec has to state it; silence is no promise."
    ),
    source="progressive delivery rule 28; design.md, Network",
    bad="cluster: {mesh: istio, trafficRouter: istio}",
    good="cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}",
    remedy=(
        "Take the controller into the mesh, then write `rolloutsInMesh: true`; or use metrics from Prometheus only."
    ),
    environment=check,
)
