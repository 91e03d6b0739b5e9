"""Dockerfiles of node, by package manager."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

MANIFESTS = ("package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", "patches")
"""What pnpm reads, from the repository's root."""


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    del build
    return "docker/node.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values."""
    return build_values(image)


def build_values(image: ImagePlan) -> dict[str, Any]:
    """What ``docker/node_build.jinja`` is given beside the common values.

    That part makes the stages up to ``build``, in which the package is built in ``workdir`` and its entry (a file or a
    folder) is there; it needs the image's ``build_image``.
    """
    build = image.build
    return {
        "filter": f"{build.package or f'{{{build.directory}}}'}...",
        "entry_path": posixpath.normpath(f"{build.directory}/{build.entry}"),
    }


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    return {*MANIFESTS, "src" if build.directory == "." else build.directory}
