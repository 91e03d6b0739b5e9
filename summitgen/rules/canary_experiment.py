"""Rule: an experiment measures what its own pods do, and they get requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Business, Comparison, ErrorRate, LatencyMetric, PromQL, SuccessRate
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.delivery import MetricView
    from summitgen.rules.view import WorkloadView

PATH = ("strategies", "canary", "steps")
OF_MESH = (ErrorRate, SuccessRate, LatencyMetric, Comparison)
OF_REQUESTS = (*OF_MESH, Business)


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The experiments among the steps, and the metrics of their analyses."""
    canary = workload.delivery.canary
    steps = (canary.steps if canary else None) or ()
    weight = 0
    for index, step in enumerate(steps):
        weight = step.set_weight or weight
        if step.experiment is not None:
            yield from _traffic(workload, index, weight)
    if any(step.experiment is not None for step in steps):
        for measured in workload.delivery.metrics:
            if "experiment" in measured.stages:
                yield from _metric(workload, measured)


def _traffic(workload: WorkloadView, index: int, canary: int) -> Iterator[Violation]:
    steps = (workload.delivery.canary.steps if workload.delivery.canary else None) or ()
    experiment, router = steps[index].experiment, workload.context.router
    if experiment is None or router == "none":
        return
    path = (*PATH, index, "experiment")
    if experiment.weight is None:
        names = set(experiment.analyses)
        if any(isinstance(m, OF_REQUESTS) and not m.dry_run for m in _metrics(workload, names)):
            message = "the experiment's pods get no requests, and metrics of requests judge it: it has no weight"
            yield Violation(path, message, "Add `weight: 5`.", key=True)
    elif router == "gatewayApi" and canary:
        message = "the Gateway API plugin gives an experiment its weight only while the canary has none"
        yield Violation((*path, "weight"), message, "Put the experiment before the first setWeight.")
    elif canary + 2 * experiment.weight >= 100:
        message = (
            f"canary {canary} % and the experiment's two versions with {experiment.weight} % each leave nothing "
            "for stable; together they have to be below 100 %"
        )
        yield Violation((*path, "weight"), message, "Write a smaller weight.")


def _metrics(workload: WorkloadView, names: set[str]) -> Iterator[object]:
    for name in sorted(names & set(workload.delivery.analyses)):
        yield from workload.delivery.analyses[name].metrics


def _metric(workload: WorkloadView, measured: MetricView) -> Iterator[Violation]:
    metric, path = measured.metric, (*measured.path, "type")
    if not isinstance(metric, (*OF_REQUESTS, PromQL)):
        message = f'the metric "{metric.name}" asks the canary, not the pods of the experiment, which have other names'
        yield Violation(path, message)
    elif isinstance(metric, OF_MESH) and workload.spec.monitoring is None and workload.context.mesh == "istio":
        message = (
            f'the metric "{metric.name}" comes from Istio, which tells versions apart by their Services, and those '
            "of an experiment have names that are known only when it runs"
        )
        yield Violation(path, message, "Add `monitoring: {port: metrics, path: /metrics}` to the workload.")


RULE = Rule(
    id="canary/experiment",
    title="An experiment measures its own pods, and they get requests",
    severity="error",
    reason=(
        "An experiment makes ReplicaSets of its own, with hashes and names of their own: a health check would ask the "
        "canary's Service, which may have no pods, and a query for the canary's pods finds none of the experiment's. "
        "With a traffic router they get requests only by a weight. The Gateway API plugin gives stable what the "
        "experiment leaves and forgets the canary's share."
    ),
    source=(
        "argo-rollouts 1.10.1, rollout/experiment.go, experiments/replicaset.go and "
        "rollout/trafficrouting/istio/istio.go (processRoutes); the plugin's pkg/plugin/experiment.go"
    ),
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - experiment: {analyses: [compare]}\n      - setWeight: 25\n      - pause: 5m\n"
        "analyses:\n  - name: compare\n    metrics:\n      - {name: health, type: health}"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nports: [{name: metrics, port: 9090}]\n"
        "monitoring: {port: metrics, path: /metrics}\nstrategies:\n  canary:\n    steps:\n"
        "      - experiment: {analyses: [compare]}\n      - setWeight: 25\n      - pause: 5m\n"
        "analyses:\n  - name: compare\n    metrics:\n      - {name: worse, type: comparison, threshold: 20%}"
    ),
    remedy="Judge an experiment by metrics of the requests to its pods, or by PromQL with $hash.",
    workload=check,
)
