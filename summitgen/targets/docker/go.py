"""Dockerfiles of Go (docs/decisions tell where their steps come from)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker.arguments import split_arguments
from summitgen.targets.docker.common import ROOT, in_image, workspace
from summitgen.targets.docker.final import Layer, Process, final_values
from summitgen.targets.docker.health import health_command

if TYPE_CHECKING:
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

MANIFESTS = ("go.mod", "go.sum*")
"""What ``go mod download`` reads, from the module's folder; a module without dependencies has no go.sum."""

WORKSPACE_MANIFESTS = ("**/go.mod", "**/go.sum", "**/go.work", "**/go.work.sum")
"""What it reads of a workspace: go.work names modules, and each has to be there."""

VENDORED = "vendo[r]/modules.txt"
"""Where a module keeps its dependencies itself, the list of them: as a pattern it may be missing."""


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    del build
    return "docker/go.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values."""
    build = image.build
    root = workspace(build)
    binary = f"{ROOT}/{image.workload}"
    process = Process(build.start_arguments, entrypoint=(binary,), health=health_command(image))
    return {
        "manifests": [_joined(root, file) for file in MANIFESTS],
        "vendored": _joined(root, VENDORED),
        "root": in_image(root),
        "members": build.workspace is not None,
        "package": f"./{build.entry}" if build.entry != "." else ".",
        "binary": binary,
        **_arguments(build),
        **final_values(image, ROOT, {}, [Layer("build", "/out/", "/")], lambda _: process),
    }


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    read = {build.directory} if build.directory != "." else {"src", _started(build)}
    if build.directory == "." or build.workspace is not None:
        read |= {_joined(workspace(build), file) for file in (*MANIFESTS, "vendor")}
    return read | set(WORKSPACE_MANIFESTS if build.workspace is not None else ())


def _arguments(build: Build) -> dict[str, Any]:
    """GOPRIVATE is set for the one command that needs it: as an ARG, linters take the name for a secret's."""
    split = split_arguments(build, "GO")
    private = [one["value"] for one in split["manager_arguments"] if one["name"] == "GOPRIVATE"]
    others = [one for one in split["manager_arguments"] if one["name"] != "GOPRIVATE"]
    return {**split, "manager_arguments": others, "private": private}


def _started(build: Build) -> str:
    """What of the module's folder is read because the process starts there."""
    return "*.go" if build.entry == "." else (build.entry or "").partition("/")[0]


def _joined(folder: str, file: str) -> str:
    return posixpath.normpath(f"{folder}/{file}")
