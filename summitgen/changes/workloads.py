"""What objects say of workloads: images of their containers, and how a new version is brought in."""

from __future__ import annotations

from typing import Any, NamedTuple

from summitgen.changes.differences import printable

KINDS = ("Deployment", "Rollout")


class Image(NamedTuple):
    """An image's reference in its parts; ``tag`` and ``digest`` are "" where there is none."""

    repository: str
    tag: str
    digest: str

    def __str__(self) -> str:
        return self.repository + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


class Strategy(NamedTuple):
    """How a new version is brought in: ``standard``, ``blueGreen`` or ``canary``, and the canary's steps in words."""

    name: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.steps)})" if self.steps else self.name


def at(value: Any, *path: str) -> Any:
    """The value at a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def containers(manifest: Any) -> dict[str, Any]:
    """The containers of a workload's pods by name, those that run first included."""
    pod = at(manifest, "spec", "template", "spec")
    lists = [at(pod, key) for key in ("initContainers", "containers")]
    every = [one for items in lists if isinstance(items, list) for one in items if isinstance(one, dict)]
    return {printable(str(one.get("name", ""))): one for one in every}


def images(manifest: Any) -> dict[str, Image]:
    """The images by container."""
    return {name: parsed(str(one["image"])) for name, one in containers(manifest).items() if one.get("image")}


def parsed(reference: str) -> Image:
    """The parts of an image's reference; a port of the registry is none of its tag."""
    rest, _, digest = printable(reference).partition("@")
    head, colon, tag = rest.rpartition(":")
    return Image(head, tag, digest) if colon and "/" not in tag else Image(rest, "", digest)


def strategy(manifest: Any) -> Strategy | None:
    """The strategy of a Deployment or Rollout; None for other objects."""
    kind = at(manifest, "kind")
    if kind == "Deployment":
        return Strategy("standard")
    if kind != "Rollout":
        return None
    if isinstance(at(manifest, "spec", "strategy", "blueGreen"), dict):
        return Strategy("blueGreen")
    steps = at(manifest, "spec", "strategy", "canary", "steps")
    return Strategy("canary", tuple(map(_step, steps)) if isinstance(steps, list) else ())


def analyses(manifest: Any) -> frozenset[str]:
    """The names of the analyses that judge a Rollout's new version, wherever it names them."""
    return frozenset(_templates(at(manifest, "spec", "strategy")))


def _templates(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["templateName"])] if "templateName" in value else []
        return own + [name for inner in value.values() for name in _templates(inner)]
    return [name for inner in value for name in _templates(inner)] if isinstance(value, list) else []


def _step(step: Any) -> str:
    if not isinstance(step, dict) or len(step) != 1:
        return "?"
    (name,) = step
    if name == "setWeight":
        return f"{printable(str(step[name]))} %"
    if name == "pause":
        return f"pause {printable(str(at(step, 'pause', 'duration') or 'until promoted'))}"
    return printable(str(name))
