"""Which Service a host names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summitgen.checks._references.index import SERVICE, in_namespace
from summitgen.checks._references.problem import Problem
from summitgen.checks._references.services import service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks._references.problem import Spot

_SUFFIXES = (".svc.cluster.local", ".svc")


class Host(NamedTuple):
    """A Service's name and namespace."""

    namespace: str
    name: str


def service_of(host: str, namespace: str) -> Host | None:
    """The Service that a host names, a short name being of the given namespace; None for a host of another sort."""
    for suffix in _SUFFIXES:
        if host.endswith(suffix):
            name, _, found = host.removesuffix(suffix).partition(".")
            return Host(found, name) if found and "." not in found else None
    return Host(namespace, host) if host and "." not in host and "*" not in host else None


class Wanted(NamedTuple):
    """A port, by number or name (anything else is not looked at), and the path at which it stands."""

    port: object
    path: Path


def backend(index: Index, spot: Spot, host: Host, wanted: Wanted | None = None) -> Iterator[Problem]:
    """A problem where there is no such Service in a namespace of ours, or it has not the port."""
    service = index.get(SERVICE, host.namespace, host.name)
    if service is None:
        yield from index.missing(spot, SERVICE, host.name, host.namespace)
    elif wanted and isinstance(wanted.port, str | int) and wanted.port not in service_ports(service):
        allowed = ", ".join(map(str, service_ports(service))) or "none"
        message = f"the Service {host.name}{in_namespace(host.namespace)} has no port {wanted.port}; allowed: {allowed}"
        yield Problem(spot.owner, wanted.path, message, spot.remedy)
