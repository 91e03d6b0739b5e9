"""What a Rollout refers to: Services, workload, and the routes that its traffic router changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings, strings, text
from summitgen.checks._references.hosts import service_of
from summitgen.checks._references.index import (
    DEPLOYMENT,
    DESTINATION_RULE,
    GRPC_ROUTE,
    HTTP_ROUTE,
    ROLLOUT,
    SERVICE,
    VIRTUAL_SERVICE,
)
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_ROUTER = "look at the environment's cluster.trafficRouter and at the workload's exposure in the spec"
_CANARY: Path = ("spec", "strategy", "canary")
_BLUE_GREEN: Path = ("spec", "strategy", "blueGreen")
_ISTIO: Path = (*_CANARY, "trafficRouting", "istio")
_GATEWAY_API: Path = (*_CANARY, "trafficRouting", "plugins", "argoproj-labs/gatewayAPI")
_SERVICES: tuple[Path, ...] = (
    (*_CANARY, "stableService"),
    (*_CANARY, "canaryService"),
    (*_BLUE_GREEN, "activeService"),
    (*_BLUE_GREEN, "previewService"),
)


def rollouts(index: Index) -> Iterator[Problem]:
    """References of Rollouts that lead nowhere."""
    for each in index.of(ROLLOUT):
        for path in _SERVICES:
            yield from index.named(Spot(each, path, _BUG), SERVICE)
        yield from index.named(Spot(each, ("spec", "workloadRef", "name"), _BUG), DEPLOYMENT)
        yield from _istio(index, each)
        yield from _gateway_api(index, each)


def _split(each: RenderedObject) -> set[str]:
    """The Services that traffic is split between."""
    names = (text(each.data, *_CANARY, key) for key in ("stableService", "canaryService"))
    return {name for name in names if name}


def _istio(index: Index, each: RenderedObject) -> Iterator[Problem]:
    references = [((*_ISTIO, "virtualService"), mapping(each.data, *_ISTIO, "virtualService"))]
    references += mappings(each.data, *_ISTIO, "virtualServices")
    rule = mapping(each.data, *_ISTIO, "destinationRule")
    subsets = {name for key in ("stableSubsetName", "canarySubsetName") if (name := text(rule, key))}
    for path, reference in references:
        name = text(reference, "name")
        found = index.get(VIRTUAL_SERVICE, each.namespace, name) if name else None
        if found is not None:
            yield from _routes(each, path, reference, found, subsets)
        elif name:
            yield from index.missing(Spot(each, (*path, "name"), _ROUTER), VIRTUAL_SERVICE, name)
    if rule:
        yield from _subsets(index, each, rule)


def _routes(
    each: RenderedObject, path: Path, reference: dict[str, Any], found: RenderedObject, subsets: set[str]
) -> Iterator[Problem]:
    routes = {text(route, "name"): route for _, route in mappings(found.data, "spec", "http")}
    wanted = list(strings(reference, "routes"))
    for place, name in wanted:
        if name not in routes:
            allowed = ", ".join(sorted(filter(None, routes))) or "none"
            yield Problem(each, (*path, *place), f"{found} has no route {name}; allowed: {allowed}", _BUG)
    chosen = [routes[name] for _, name in wanted if name in routes] if wanted else list(routes.values())
    for route in chosen:
        yield from _destinations(each, path, found, route, subsets)


def _destinations(
    each: RenderedObject, path: Path, found: RenderedObject, route: dict[str, Any], subsets: set[str]
) -> Iterator[Problem]:
    destinations = [mapping(item, "destination") for _, item in mappings(route, "route")]
    if subsets:
        there, wanted = {text(item, "subset") for item in destinations}, subsets
    else:
        hosts = [service_of(text(item, "host") or "", found.namespace) for item in destinations]
        there, wanted = {host.name for host in hosts if host}, _split(each)
    if lost := sorted(wanted - there):
        message = f"the route {text(route, 'name')} of {found} does not lead to {', '.join(lost)}"
        yield Problem(each, path, f"{message}; allowed: a route to all of {', '.join(sorted(wanted))}", _BUG)


def _subsets(index: Index, each: RenderedObject, rule: dict[str, Any]) -> Iterator[Problem]:
    path = (*_ISTIO, "destinationRule")
    name = text(rule, "name")
    found = index.get(DESTINATION_RULE, each.namespace, name) if name else None
    if found is None:
        yield from index.named(Spot(each, (*path, "name"), _ROUTER), DESTINATION_RULE)
        return
    subsets = {text(subset, "name") for _, subset in mappings(found.data, "spec", "subsets")}
    for key in ("canarySubsetName", "stableSubsetName"):
        if (wanted := text(rule, key)) and wanted not in subsets:
            allowed = ", ".join(sorted(filter(None, subsets))) or "none"
            yield Problem(each, (*path, key), f"{found} has no subset {wanted}; allowed: {allowed}", _BUG)


def _gateway_api(index: Index, each: RenderedObject) -> Iterator[Problem]:
    plugin = mapping(each.data, *_GATEWAY_API)
    namespace = text(plugin, "namespace") or each.namespace
    references = [((*_GATEWAY_API, "httpRoute"), HTTP_ROUTE), ((*_GATEWAY_API, "grpcRoute"), GRPC_ROUTE)]
    for key, kind in (("httpRoutes", HTTP_ROUTE), ("grpcRoutes", GRPC_ROUTE)):
        references += [((*_GATEWAY_API, *path, "name"), kind) for path, _ in mappings(plugin, key)]
    for path, kind in references:
        name = text(each.data, *path)
        found = index.get(kind, namespace, name) if name else None
        if found is not None:
            yield from _backends(each, path, found)
        elif name:
            yield from index.missing(Spot(each, path, _ROUTER), kind, name, namespace)


def _backends(each: RenderedObject, path: Path, found: RenderedObject) -> Iterator[Problem]:
    wanted = _split(each)
    for _, rule in mappings(found.data, "spec", "rules"):
        if wanted <= {text(backend, "name") for _, backend in mappings(rule, "backendRefs")}:
            return
    message = f"no rule of {found} leads to all of {', '.join(sorted(wanted))}; allowed: a rule that does"
    yield Problem(each, path, message, _BUG)
