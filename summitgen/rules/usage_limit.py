"""Rule: what is measured against a limit has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import ResourceUsage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of CPU and memory that may be measured."""
    limits = workload.spec.resources.limits
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if measured.stages and isinstance(metric, ResourceUsage) and getattr(limits, metric.resource) is None:
            message = f"the {metric.resource} is measured as a share of its limit, and the workload has none"
            remedy = f"Add {metric.resource} to resources.limits, or leave the metric out."
            yield Violation((*measured.path, "resource"), message, remedy)


RULE = Rule(
    id="analysis/usage-limit",
    title="What is measured against a limit has one",
    severity="error",
    reason=(
        "Use is divided by the limit. Without a limit the query has no result, and the rollout holds, aborts or goes "
        "on by what no data means. A workload has a memory limit of its own accord, and no CPU limit."
    ),
    source="progressive delivery, section 1 (limits where usage ratios do)",
    bad=(
        "deploymentStrategy: canary\nresources: {limits: {memory: 1Gi}}\nstrategies:\n  canary: {background: usage}\n"
        "analyses:\n  - name: usage\n    metrics:\n"
        "      - {name: cpu, type: resourceUsage, resource: cpu, threshold: 80%}"
    ),
    good=(
        "deploymentStrategy: canary\nresources: {limits: {memory: 1Gi, cpu: 1}}\nstrategies:\n"
        "  canary: {background: usage}\n"
        "analyses:\n  - name: usage\n    metrics:\n"
        "      - {name: cpu, type: resourceUsage, resource: cpu, threshold: 80%}"
    ),
    remedy="Set the limit.",
    workload=check,
)
