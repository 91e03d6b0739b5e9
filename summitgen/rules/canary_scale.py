"""Rule: a canary that was scaled by hand has pods enough for the traffic that follows."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.steps import CanaryScale
    from summitgen.rules.view import WorkloadView

PATH = ("strategies", "canary", "steps")


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each weight that a number of pods given before it holds back, at the largest number of the workload's pods."""
    canary, spec = workload.delivery.canary, workload.spec
    pods = spec.autoscaling.max_replicas if spec.autoscaling else workload.context.replicas
    scale: tuple[int, CanaryScale] | None = None
    for index, step in enumerate((canary.steps if canary else None) or ()):
        if step.set_canary_scale is not None:
            scale = None if step.set_canary_scale.match_traffic_weight else (index, step.set_canary_scale)
        if step.set_weight is None or scale is None:
            continue
        given, needed = _pods(scale[1], pods), ceil(pods * step.set_weight / 100)
        if given < needed:
            message = (
                f"{step.set_weight} % of the traffic meets {given} of {pods} pods, the number that setCanaryScale "
                f"keeps; {needed} are needed"
            )
            related = (workload.related("the scale", (*PATH, scale[0], "setCanaryScale"), key=True),)
            yield Violation((*PATH, index, "setWeight"), message, related=related)


def _pods(scale: CanaryScale, pods: int) -> int:
    # utils/replicaset/canary.go of argo-rollouts rounds up.
    return scale.replicas if scale.replicas is not None else ceil(pods * (scale.weight or 0) / 100)


RULE = Rule(
    id="canary/scale",
    title="A canary scaled by hand has pods enough",
    severity="error",
    reason=(
        "A setCanaryScale with a number holds until another one: later weights change the traffic and not the pods, "
        "so that ninety percent of the requests can meet ten percent of them. With an autoscaler the largest number "
        "of pods counts, of which a fixed one is the smallest share."
    ),
    source="progressive delivery rule 9; argo-rollouts 1.10.1, utils/replicaset/canary.go (UseSetCanaryScale)",
    bad=(
        "cluster: {trafficRouter: gatewayApi}\nworkloads:\n  api:\n    exposure: {host: api.example.com}\n"
        "    deploymentStrategy: canary\n    replicas: 10\n    strategies:\n      canary:\n        steps:\n"
        "          - setCanaryScale: {replicas: 1}\n          - setWeight: 90\n          - pause: 5m"
    ),
    good=(
        "cluster: {trafficRouter: gatewayApi}\nworkloads:\n  api:\n    exposure: {host: api.example.com}\n"
        "    deploymentStrategy: canary\n    replicas: 10\n    strategies:\n      canary:\n        steps:\n"
        "          - setCanaryScale: {replicas: 1}\n          - pause: 5m\n"
        "          - setCanaryScale: {matchTrafficWeight: true}\n          - setWeight: 90\n          - pause: 5m"
    ),
    remedy="Put `- setCanaryScale: {matchTrafficWeight: true}` before the weight.",
    workload=check,
)
