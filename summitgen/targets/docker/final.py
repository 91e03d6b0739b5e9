"""The final stages of a Dockerfile: ``runtime``, and before it ``debug`` where one is asked for.

They copy from other stages and run nothing, so that they need no shell, and a changed base copies nothing again.
"""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import dirname
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker.common import is_rootless, reference, system_values
from summitgen.targets.docker.health import health_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from summitgen.model.base_image import BaseImage
    from summitgen.values.images import ImagePlan

    Processes = Callable[[BaseImage], "Process"]

_OCI = "org.opencontainers.image"
_LATE = {"version": ("VERSION", "0.0.0-dev"), "revision": ("REVISION", "unknown")} | {
    "created": ("CREATED", "1970-01-01T00:00:00Z"), "source": ("SOURCE", "")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """What ``source`` holds in the stage ``stage``, at ``path`` of the image; ``comment`` is a sentence about it."""

    stage: str
    source: str
    path: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """What runs on a base image: ``health`` is the command of the health check, empty where there is none.

    An empty ``entrypoint`` is the base image's own, an empty ``command`` none.
    """

    command: tuple[str, ...]
    entrypoint: tuple[str, ...] = ()
    health: tuple[str, ...] = ()


def final_values(
    image: ImagePlan, workdir: str, environment: Mapping[str, str], layers: Iterable[Layer], process: Processes
) -> dict[str, Any]:
    """What ``docker/final.jinja`` is given, which ends every Dockerfile.

    ``layers`` are in the order of the image: what changes least goes first. ``process`` tells what runs on a base
    image; it is asked for the runtime image's and for the debug image's.
    """
    build = image.build
    bases = [("debug", image.debug_image), ("runtime", image.runtime_image)]
    return {
        "targets": [_target(image, name, base, process(base)) for name, base in bases if base is not None],
        "final_workdirs": _folders(workdir),
        "environment": [{"name": name, "value": value} for name, value in environment.items()],
        "layers": [
            {"stage": one.stage, "source": one.source, "path": one.path, "comment": one.comment} for one in layers
        ],
        "files": [[file.source, file.path] for file in build.files],
        "files_as_root": image.build_image is not None and is_rootless(image.build_image),
        "writable": list(_writable(build.writable_paths)),
        "user": f"{build.user}:{build.group}",
        "ports": list(image.ports),
        "late": [{"name": name, "value": value} for key, (name, value) in _LATE.items() if _is_ours(image, key)],
    }


def _writable(paths: Iterable[str]) -> Iterator[dict[str, Any]]:
    made: set[str] = set()
    for path in paths:
        folders = [one for one in _folders(f"/writable{dirname(path)}") if one not in made]
        made |= {*folders, f"/writable{path}"}
        yield {"path": path, "folders": folders}


def _folders(path: str) -> list[str]:
    """The folder after each of those around it: made alone, a folder is of the commit's date, and others of the day."""
    if path == "/":
        return ["/"]
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: number + 1]) for number in range(len(parts))]


def _target(image: ImagePlan, name: str, base: BaseImage, process: Process) -> dict[str, Any]:
    return {
        "name": name,
        "image": reference(base),
        "system": system_values(base, image.build.system_packages.runtime),
        "rootless": is_rootless(base),
        "labels": _labels(image, base),
        "entrypoint": list(process.entrypoint),
        "command": list(process.command),
        "health": health_values(image, process.health),
    }


def _is_ours(image: ImagePlan, key: str) -> bool:
    return f"{_OCI}.{key}" not in image.build.labels


def _labels(image: ImagePlan, base: BaseImage) -> list[dict[str, str]]:
    ours = {
        f"{_OCI}.title": image.workload,
        f"{_OCI}.base.name": f"{base.name}:{base.tag}",
        f"{_OCI}.base.digest": base.digest,
    }
    fixed = [{"key": key, "value": value, "variable": ""} for key, value in {**ours, **image.build.labels}.items()]
    late = [
        {"key": f"{_OCI}.{key}", "value": "", "variable": f"${{{name}}}"}
        for key, (name, _) in _LATE.items()
        if _is_ours(image, key)
    ]
    return fixed + late
