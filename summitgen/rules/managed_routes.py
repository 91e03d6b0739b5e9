"""Rule: header and mirror routes lead to pods that are there, and no other route is taken for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.steps import Step
    from summitgen.rules.view import Path, WorkloadView

PATH = ("strategies", "canary", "steps")
OWN = "primary"
"""The name of the VirtualService's own route (summitgen/objects/routing.py)."""


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The steps that set a route or take one away, in their order."""
    canary = workload.delivery.canary
    kinds: dict[str, str] = {}
    pods = False
    for index, step in enumerate((canary.steps if canary else None) or ()):
        pods = pods or step.set_weight is not None or step.set_canary_scale is not None
        if step.route is not None:
            kind = "setHeaderRoute" if step.set_header_route else "setMirrorRoute"
            yield from _route(step, (*PATH, index, kind), kinds, pods=pods)
            if step.route.match:
                kinds.setdefault(step.route.name, kind)
                yield from _public_path(workload, (*PATH, index, kind))


def _route(step: Step, path: Path, kinds: dict[str, str], *, pods: bool) -> Iterator[Violation]:
    route = step.route
    if route is None:
        return
    first, kind = kinds.get(route.name), path[-1]
    if route.name == OWN:
        message = f'"{OWN}" is the route that splits the traffic; a managed route is deleted at the end'
        yield Violation((*path, "name"), message, "Give the route another name.")
    elif route.match and not pods:
        message = f"{kind} comes before the first setWeight or setCanaryScale: there is no pod to lead requests to"
        yield Violation(path, message, "Put `- setCanaryScale: {replicas: 1}` before it.")
    elif not route.match and first is None:
        message = f'there is no route "{route.name}" that this {kind} without match could take away'
        yield Violation((*path, "name"), message, "Add `match`, or leave the step out.")
    elif first not in (None, kind):
        message = f'the route "{route.name}" was set by {first}; this is {kind}'
        yield Violation((*path, "name"), message, "Give each route a name of its own.")


def _public_path(workload: WorkloadView, path: Path) -> Iterator[Violation]:
    exposure = workload.spec.exposure
    if workload.context.router == "istio" and exposure is not None and exposure.path != "/":
        message = (
            f"the public path is {exposure.path}, and a managed route of Istio is met by requests of all paths: "
            "it would open the others to the public"
        )
        related = (workload.related("the public path", ("exposure", "path")),)
        yield Violation(path, message, "Leave the step out, or write `path: /`.", related=related)


RULE = Rule(
    id="canary/managed-routes",
    title="Header and mirror routes lead to pods, and are no one else's",
    severity="error",
    reason=(
        "The controller puts a managed route before the others and deletes all of them at the end or at an abort; one "
        "of the same name that a person wrote would go with them. A route that is set while the new version has no "
        "pods leads requests to nothing. Istio's managed routes match by what the step says alone, not by the public "
        "path that bounds the workload's own route."
    ),
    source="progressive delivery rule 6; argo-rollouts 1.10.1, rollout/trafficrouting/istio/istio.go",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n    strategies:\n      canary:\n        steps:\n"
        '          - setHeaderRoute: {name: beta, match: [{header: X-Beta, exact: "true"}]}\n'
        "          - pause: 1h\n          - setWeight: 50\n          - pause: 5m"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n    strategies:\n      canary:\n        steps:\n"
        "          - setCanaryScale: {replicas: 1}\n"
        '          - setHeaderRoute: {name: beta, match: [{header: X-Beta, exact: "true"}]}\n          - pause: 1h\n'
        "          - setCanaryScale: {matchTrafficWeight: true}\n          - setWeight: 50\n          - pause: 5m"
    ),
    remedy="Scale the canary first, and give each route a name of its own.",
    workload=check,
)
