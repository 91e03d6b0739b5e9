"""The pods that objects make: of workloads, and of Jobs, those inside AnalysisTemplates included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.checks._access import at, mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks.rendered import RenderedObject

_TEMPLATE: Path = ("spec", "template")
_TEMPLATE_OF: dict[str, Path] = {
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
    "Deployment": _TEMPLATE,
    "Job": _TEMPLATE,
    "Pod": (),
    "ReplicaSet": _TEMPLATE,
    "Rollout": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
}
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
WORKLOADS = frozenset(("Deployment", "ReplicaSet", "Rollout", "StatefulSet"))


class Port(NamedTuple):
    """A port that a container declares."""

    name: str | None
    number: Any


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod template: the object that makes it and the path to it in there."""

    owner: RenderedObject
    path: Path
    labels: dict[str, Any]
    spec: dict[str, Any]

    @property
    def is_workload(self) -> bool:
        """Whether it runs for good, so that its object has a selector for it."""
        return self.owner.kind in WORKLOADS

    def containers(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """All containers, each with its path in the object."""
        for kind in _CONTAINERS:
            for path, container in mappings(self.spec, kind):
                yield (*self.path, "spec", *path), container

    def ports(self) -> list[Port]:
        """The ports of all containers."""
        return [port for _, container in self.containers() for port in ports_of(container)]


def ports_of(container: dict[str, Any]) -> list[Port]:
    """The ports that a container declares."""
    return [Port(text(port, "name"), port.get("containerPort")) for _, port in mappings(container, "ports")]


def has_port(ports: list[Port], wanted: str | int) -> bool:
    """Whether a port of that name or number is among them."""
    return any(wanted in {port.name, port.number} for port in ports)


def shown_ports(ports: list[Port]) -> str:
    """The ports as a message names them: ``http (8080), 9090``."""
    return ", ".join(f"{port.name} ({port.number})" if port.name else str(port.number) for port in ports) or "none"


def pods_of(owner: RenderedObject) -> Iterator[Pod]:
    """The pod templates of an object."""
    if (path := _TEMPLATE_OF.get(owner.kind)) is not None:
        yield from _pod(owner, path)
    elif owner.kind in {"AnalysisTemplate", "ClusterAnalysisTemplate"}:
        for metric, _ in mappings(owner.data, "spec", "metrics"):
            yield from _pod(owner, (*metric, "provider", "job", *_TEMPLATE))


def _pod(owner: RenderedObject, path: Path) -> Iterator[Pod]:
    template = at(owner.data, *path)
    if isinstance(template, dict):
        yield Pod(owner, path, mapping(template, "metadata", "labels"), mapping(template, "spec"))
