"""Routes of Kubernetes itself: Ingress, HTTPRoute and GRPCRoute lead to Services and ports that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings, text
from summitgen.checks._references.hosts import Host, Wanted, backend
from summitgen.checks._references.index import (
    GATEWAY,
    GRPC_ROUTE,
    HTTP_ROUTE,
    Kind,
)
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_INGRESS = Kind("networking.k8s.io", "Ingress")
_GATEWAYS = "look at the environment's cluster.gateway and at the workload's exposure in the spec"
_ROUTING = "no spec should lead to this: report it as a bug of summitgen"


def ingresses(index: Index) -> Iterator[Problem]:
    """Backends of Ingresses that lead nowhere."""
    for each in index.of(_INGRESS):
        places: list[Path] = [("spec", "defaultBackend")]
        for rule, _ in mappings(each.data, "spec", "rules"):
            places += [(*path, "backend") for path, _ in mappings(each.data, *rule, "http", "paths")]
        for place in places:
            service = mapping(each.data, *place, "service")
            if name := text(service, "name"):
                port, path = mapping(service, "port"), (*place, "service")
                wanted = port.get("name", port.get("number"))
                host = Host(each.namespace, name)
                yield from backend(index, Spot(each, (*path, "name"), _ROUTING), host, Wanted(wanted, (*path, "port")))


def gateway_routes(index: Index) -> Iterator[Problem]:
    """Parents and backends of HTTPRoutes and GRPCRoutes that lead nowhere."""
    for each in (*index.of(HTTP_ROUTE), *index.of(GRPC_ROUTE)):
        for path, parent in mappings(each.data, "spec", "parentRefs"):
            yield from _parent(index, each, path, parent)
        for rule, _ in mappings(each.data, "spec", "rules"):
            for path, reference in mappings(each.data, *rule, "backendRefs"):
                if reference.get("kind", "Service") == "Service":
                    yield from _reference(index, each, path, reference)


def _parent(index: Index, each: RenderedObject, path: Path, parent: dict[str, Any]) -> Iterator[Problem]:
    if parent.get("kind", "Gateway") == "Service":
        yield from _reference(index, each, path, parent)
    elif (name := text(parent, "name")) and parent.get("kind", "Gateway") == "Gateway":
        namespace = text(parent, "namespace") or each.namespace
        yield from index.missing(Spot(each, (*path, "name"), _GATEWAYS), GATEWAY, name, namespace)
        yield from _listener(index.get(GATEWAY, namespace, name), each, path, parent)


def _listener(
    gateway: RenderedObject | None, each: RenderedObject, path: Path, parent: dict[str, Any]
) -> Iterator[Problem]:
    wanted = text(parent, "sectionName")
    if gateway is not None and wanted is not None:
        names = {text(listener, "name") for _, listener in mappings(gateway.data, "spec", "listeners")}
        if wanted not in names:
            allowed = ", ".join(sorted(filter(None, names))) or "none"
            message = f"{gateway} has no listener {wanted}; allowed: {allowed}"
            yield Problem(each, (*path, "sectionName"), message, _GATEWAYS)


def _reference(index: Index, each: RenderedObject, path: Path, reference: dict[str, Any]) -> Iterator[Problem]:
    if name := text(reference, "name"):
        host = Host(text(reference, "namespace") or each.namespace, name)
        yield from backend(
            index, Spot(each, (*path, "name"), _ROUTING), host, Wanted(reference.get("port"), (*path, "port"))
        )
