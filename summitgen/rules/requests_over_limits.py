"""Rule: no more is requested than may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """CPU and memory, also where the limit is the default."""
    requests, limits = workload.spec.resources.requests, workload.spec.resources.limits
    pairs = {"cpu": (requests.cpu, limits.cpu), "memory": (requests.memory, limits.memory)}
    for name, (request, limit) in pairs.items():
        if request is None or limit is None or request.amount <= limit.amount:
            continue
        message = f"the {name} request {request} is above the limit {limit}; at most the limit can be requested"
        remedy = f"Request at most {limit}, or raise the limit: `limits: {{{name}: {request}}}`."
        limit_place = workload.related("the limit", ("resources", "limits", name))
        yield Violation(("resources", "requests", name), message, remedy, related=(limit_place,))


RULE = Rule(
    id="workload/requests-over-limits",
    title="Requests are within the limits",
    severity="error",
    reason=(
        "Kubernetes refuses a container that requests more than its limit. In a Rollout it is the controller that "
        "meets the refusal: the object is accepted, and no pod is ever made. A workload without limits has the "
        "default one for memory, 256Mi."
    ),
    source="Kubernetes API, ResourceRequirements; seen with the Rollouts controller on a real API server",
    bad="resources:\n  requests: {memory: 2Gi}\n  limits: {memory: 1Gi}",
    good="resources:\n  requests: {memory: 1Gi}\n  limits: {memory: 2Gi}",
    remedy="Request at most the limit, or raise the limit.",
    workload=check,
)
