"""Autoscaling and the disruption budget in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.model.units import Percentage

if TYPE_CHECKING:
    from summitgen.model.scaling import ScalingPolicy
    from summitgen.values.context import Context
    from summitgen.values.shape import AutoscalingValues, DisruptionBudgetValues


def amount(value: int | Percentage | None) -> int | str | None:
    """A number of pods, or a percentage as Kubernetes writes it (whole percents)."""
    return value.text if isinstance(value, Percentage) else value


def autoscaling(context: Context) -> AutoscalingValues:
    """The autoscaler, where there is one.

    It looks at the main container alone: a sidecar without requests would blind it, one with requests dilute it.
    """
    spec = context.workload.autoscaling
    if spec is None:
        return {"enabled": False, "minReplicas": None, "maxReplicas": None, "metrics": [], "behavior": None}
    targets = {"cpu": spec.cpu, "memory": spec.memory}
    metrics: list[dict[str, Any]] = [
        {
            "type": "ContainerResource",
            "containerResource": {
                "name": name,
                "container": context.name,
                "target": {"type": "Utilization", "averageUtilization": int(target.fraction * 100)},
            },
        }
        for name, target in targets.items()
        if target is not None
    ]
    directions = {"scaleUp": spec.scale_up, "scaleDown": spec.scale_down}
    behavior = {name: _policy(policy) for name, policy in directions.items() if policy is not None}
    return {
        "enabled": True,
        "minReplicas": spec.min_replicas,
        "maxReplicas": spec.max_replicas,
        "metrics": metrics,
        "behavior": behavior or None,
    }


def _policy(policy: ScalingPolicy) -> dict[str, Any]:
    step = {"type": "Percent", "value": policy.percent, "periodSeconds": policy.period.seconds}
    return {"stabilizationWindowSeconds": policy.stabilization.seconds, "policies": [step]}


def disruption_budget(context: Context) -> DisruptionBudgetValues:
    """The spec's budget; by default at most one pod unavailable, and none for a single pod (it would block drains)."""
    spec = context.workload.disruption_budget
    if spec is None:
        return {"minAvailable": None, "maxUnavailable": 1 if context.replicas > 1 else None}
    return {"minAvailable": amount(spec.min_available), "maxUnavailable": amount(spec.max_unavailable)}
