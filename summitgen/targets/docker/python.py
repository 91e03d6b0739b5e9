"""Dockerfiles of Python, by package manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

MANIFESTS = {"uv": ("pyproject.toml", "uv.lock"), "pip": ("pyproject.toml", "requirements.txt")}
"""What a package manager reads, from the package's folder."""


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    del build
    return "docker/python.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values."""
    del image
    return {}


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    if build.directory != ".":
        return {build.directory}
    return {"src", *MANIFESTS[build.package_manager or "pip"], *((build.entry or "").split("/")[:1])} - {""}
