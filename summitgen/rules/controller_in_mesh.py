"""Rule: the controller can reach what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Related
from summitgen.model.metrics import Database, Health
from summitgen.rules.rule import Rule, Violation
from summitgen.syntax import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics that ask the workload itself, where a mesh demands mutual TLS and the controller has none."""
    if workload.context.mesh == "none" or workload.context.environment.cluster.rollouts_in_mesh:
        return
    outside = place_of(workload.environment.tree, ("cluster", "rolloutsInMesh"))
    cluster = Related("the controller is outside the mesh", outside)
    for measured in workload.delivery.metrics:
        if measured.stages and _asks_workload(measured.metric):
            message = (
                f'the metric "{measured.metric.name}" asks the workload, which accepts only calls of the mesh, and '
                "the Rollouts controller is not in it"
            )
            yield Violation((*measured.path, "type"), message, related=(cluster,))


def _asks_workload(metric: Metric) -> bool:
    return isinstance(metric, Health) or (isinstance(metric, Database) and metric.source == "readiness")


RULE = Rule(
    id="analysis/controller-in-mesh",
    title="The controller can reach what it asks",
    severity="error",
    reason=(
        "Health checks are made by the Rollouts controller itself. With STRICT mutual TLS a caller without a sidecar "
        "is refused; the check ends in an error and aborts every rollout."
    ),
    source="progressive delivery rule 28; design.md, Network",
    bad="cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: false}",
    good="cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}",
    remedy="Take the controller into the mesh and write `rolloutsInMesh: true`, or use metrics from Prometheus only.",
    workload=check,
)
