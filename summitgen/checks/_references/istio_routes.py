"""Istio's routes: hosts, gateways, destinations and subsets of VirtualServices and DestinationRules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings, strings, text
from summitgen.checks._references.hosts import Wanted, backend, service_of
from summitgen.checks._references.index import DESTINATION_RULE, ISTIO_GATEWAY, SERVICE_ENTRY, VIRTUAL_SERVICE
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_GATEWAYS = "look at the environment's cluster.gateway and at the workload's exposure in the spec"
_ROUTING = "no spec should lead to this: report it as a bug of summitgen"


def virtual_services(index: Index) -> Iterator[Problem]:
    """Hosts, gateways and destinations of VirtualServices that lead nowhere."""
    for each in index.of(VIRTUAL_SERVICE):
        for path, host in strings(each.data, "spec", "hosts"):
            if found := service_of(host, each.namespace):
                yield from backend(index, Spot(each, path, _ROUTING), found)
        for path, name in strings(each.data, "spec", "gateways"):
            if name != "mesh":
                namespace, _, short = name.rpartition("/")
                yield from index.missing(Spot(each, path, _GATEWAYS), ISTIO_GATEWAY, short, namespace or each.namespace)
        for protocol in ("http", "tcp", "tls"):
            for route, _ in mappings(each.data, "spec", protocol):
                yield from _destinations(index, each, route)


def _destinations(index: Index, each: RenderedObject, route: Path) -> Iterator[Problem]:
    places = [(*path, "destination") for path, _ in mappings(each.data, *route, "route")]
    places += [(*path, "destination") for path, _ in mappings(each.data, *route, "mirrors")]
    for place in (*places, (*route, "mirror")):
        if host := text(each.data, *place, "host"):
            destination = mapping(each.data, *place)
            yield from _destination(index, each, place, host, destination)


def _destination(
    index: Index, each: RenderedObject, place: Path, host: str, destination: dict[str, Any]
) -> Iterator[Problem]:
    found = service_of(host, each.namespace)
    if found is not None:
        port = mapping(destination, "port").get("number")
        yield from backend(
            index, Spot(each, (*place, "host"), _ROUTING), found, Wanted(port, (*place, "port", "number"))
        )
    elif not _is_external(index, host):
        message = f"no ServiceEntry has the host {host}; allowed: a Service, or the host of a ServiceEntry"
        yield Problem(each, (*place, "host"), message, _ROUTING)
    subset = text(destination, "subset")
    if subset is not None and subset not in _subsets(index, each.namespace, host):
        message = f"no DestinationRule of {host} has the subset {subset}"
        yield Problem(each, (*place, "subset"), f"{message}; allowed: {_shown_subsets(index, each, host)}", _ROUTING)


def _is_external(index: Index, host: str) -> bool:
    return any(host == known for each in index.of(SERVICE_ENTRY) for _, known in strings(each.data, "spec", "hosts"))


def _subsets(index: Index, namespace: str, host: str) -> set[str]:
    wanted = service_of(host, namespace) or host
    rules = (
        each
        for each in index.of(DESTINATION_RULE)
        if (service_of(of := text(each.data, "spec", "host") or "", each.namespace) or of) == wanted
    )
    return {
        name for each in rules for _, subset in mappings(each.data, "spec", "subsets") if (name := text(subset, "name"))
    }


def _shown_subsets(index: Index, each: RenderedObject, host: str) -> str:
    return ", ".join(sorted(_subsets(index, each.namespace, host))) or "none"


def destination_rules(index: Index) -> Iterator[Problem]:
    """Hosts of DestinationRules that lead nowhere."""
    for each in index.of(DESTINATION_RULE):
        found = service_of(text(each.data, "spec", "host") or "", each.namespace)
        if found:
            yield from backend(index, Spot(each, ("spec", "host"), _ROUTING), found)
