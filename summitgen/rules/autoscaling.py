"""Rule: an autoscaler has room, a measure, and the number of pods to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """No fixed replicas beside it, bounds in order, and a request for each resource that it measures."""
    spec = workload.spec.autoscaling
    if spec is None:
        return
    if workload.spec.replicas is not None:
        autoscaler = workload.related("the autoscaler", ("autoscaling",))
        message = f"replicas is {workload.spec.replicas} beside an autoscaler, which sets the number of pods by itself"
        remedy = "Leave replicas out (`replicas: null` where an extended file gives it); minReplicas is the least."
        yield Violation(("replicas",), message, remedy, related=(autoscaler,))
    if spec.min_replicas > spec.max_replicas:
        message = f"minReplicas {spec.min_replicas} is above maxReplicas {spec.max_replicas}; it can at most equal it"
        yield Violation(("autoscaling", "minReplicas"), message, f"Write `maxReplicas: {spec.min_replicas}` or more.")
    requests = workload.spec.resources.requests
    measured = {"cpu": (spec.cpu, requests.cpu), "memory": (spec.memory, requests.memory)}
    for name, (target, request) in measured.items():
        if target is not None and request is None:
            message = f"the target is a share of the {name} request, and the workload has none"
            yield Violation(("autoscaling", name), message, f"Add {name} to resources.requests.")


RULE = Rule(
    id="workload/autoscaling",
    title="An autoscaler has the number of pods to itself",
    severity="error",
    reason=(
        "A fixed number of replicas beside an autoscaler is written back at every deployment: under load the pods "
        "that it added are taken away. Its targets are shares of the requests; without a request it can't compute "
        "them and never scales."
    ),
    source="progressive delivery rule 35; argo-rollouts #3689; Kubernetes, HorizontalPodAutoscaler",
    bad="replicas: 3\nautoscaling: {minReplicas: 3, maxReplicas: 10, cpu: 70%}",
    good="autoscaling: {minReplicas: 3, maxReplicas: 10, cpu: 70%}",
    remedy="Leave replicas out, let minReplicas be at most maxReplicas, and set the requests that are measured.",
    workload=check,
)
