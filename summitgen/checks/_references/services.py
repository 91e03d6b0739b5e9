"""Services: each leads to the pods of one workload, on a port that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings
from summitgen.checks._pods import has_port, shown_ports
from summitgen.checks._references.index import SERVICE
from summitgen.checks._references.problem import Problem
from summitgen.checks._references.selectors import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._pods import Pod
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_PORTS = "look at the workload's port and ports in the spec"


def services(index: Index) -> Iterator[Problem]:
    """Services that lead to no workload, to several, or to a port that isn't there."""
    for each in index.of(SERVICE):
        if labels := mapping(each.data, "spec", "selector"):
            yield from _service(index, each, {"matchLabels": labels})


def _service(index: Index, each: RenderedObject, selector: dict[str, Any]) -> Iterator[Problem]:
    path = ("spec", "selector")
    pods = index.selected(each.namespace, selector)
    if not pods:
        message = f"{shown(selector)} matches no pod template; allowed: the labels of one workload's pods"
        yield Problem(each, path, message, _BUG)
    elif len(pods) > 1 or not pods[0].is_workload:
        owners = ", ".join(sorted(str(pod.owner) for pod in pods))
        message = f"{shown(selector)} takes the pods of {owners}; allowed: those of one workload"
        yield Problem(each, path, message, _BUG)
    for pod in pods[:1]:
        yield from _target_ports(each, pod)


def _target_ports(each: RenderedObject, pod: Pod) -> Iterator[Problem]:
    ports = pod.ports()
    for path, port in mappings(each.data, "spec", "ports"):
        key = "targetPort" if "targetPort" in port else "port"
        target = port.get(key)
        if isinstance(target, str | int) and not has_port(ports, target):
            message = f"the pods of {pod.owner} have no port {target}; allowed: {shown_ports(ports)}"
            yield Problem(each, (*path, key), message, _PORTS)


def service_ports(service: RenderedObject) -> dict[str | int, None]:
    """The numbers and names by which a Service's ports are called, in their order."""
    found: dict[str | int, None] = {}
    for _, port in mappings(service.data, "spec", "ports"):
        found |= {each: None for each in (port.get("port"), port.get("name")) if isinstance(each, str | int)}
    return found
