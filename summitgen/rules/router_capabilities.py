"""Rule: what a canary's steps and settings ask for is something that its traffic router can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.strategy import Canary
    from summitgen.rules.view import Path, WorkloadView

PATH = ("strategies", "canary")
ANY = ("istio", "gatewayApi")
ISTIO = ("istio",)


class Asked(NamedTuple):
    """What is asked for, where, and which routers can do it."""

    what: str
    path: Path
    routers: tuple[str, ...]


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The canary's settings and steps as given; derived ones ask for nothing special."""
    canary, router = workload.delivery.canary, workload.context.router
    for asked in (*_settings(canary), *_steps(canary)) if canary is not None else ():
        if router not in asked.routers:
            allowed = " or ".join(asked.routers)
            message = (
                f"{asked.what} needs a traffic router that can do it: {allowed}; cluster.trafficRouter is {router}"
            )
            yield Violation(asked.path, message, f"Leave it out, or set `cluster.trafficRouter: {asked.routers[0]}`.")


def _settings(canary: Canary) -> Iterator[Asked]:
    if canary.min_pods_per_replica_set is not None:
        yield Asked("minPodsPerReplicaSet", (*PATH, "minPodsPerReplicaSet"), ANY)
    if canary.split == "subsets":
        yield Asked("a split between subsets", (*PATH, "split"), ISTIO)


def _steps(canary: Canary) -> Iterator[Asked]:
    for index, step in enumerate(canary.steps or ()):
        path = (*PATH, "steps", index)
        if step.set_canary_scale is not None:
            yield Asked("setCanaryScale", (*path, "setCanaryScale"), ANY)
        if step.set_header_route is not None:
            yield Asked("setHeaderRoute", (*path, "setHeaderRoute"), ANY)
        if step.set_mirror_route is not None:
            yield Asked("setMirrorRoute", (*path, "setMirrorRoute"), ISTIO)
        if step.experiment is not None and step.experiment.weight is not None:
            yield Asked("the weight of an experiment", (*path, "experiment", "weight"), ANY)


RULE = Rule(
    id="canary/router-capabilities",
    title="The traffic router can do what the steps ask for",
    severity="error",
    reason=(
        "Without a traffic router the controller declares the steps of scale, header and mirror routes invalid and "
        "ignores minPodsPerReplicaSet. Istio can do all of them. The Gateway API plugin has header routes; its mirror "
        "rule is added behind the route's own, and of two rules that match alike the Gateway API takes the first, so "
        "that nothing might be mirrored."
    ),
    source=(
        "argo-rollouts 1.10.1, pkg/apis/rollouts/validation/validation.go and utils/replicaset/canary.go; the plugin's "
        "docs/features/mirror-routing.md; Gateway API, HTTPRouteRule"
    ),
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    steps:\n"
        "      - setCanaryScale: {replicas: 1}\n      - setWeight: 25\n      - pause: 5m"
    ),
    good=(
        "cluster: {trafficRouter: gatewayApi}\nworkloads:\n  api:\n    exposure: {host: api.example.com}\n"
        "    deploymentStrategy: canary\n    strategies:\n      canary:\n        steps:\n"
        "          - setCanaryScale: {replicas: 1}\n          - setWeight: 25\n          - pause: 5m"
    ),
    remedy="Leave the setting out, or set cluster.trafficRouter.",
    workload=check,
)
