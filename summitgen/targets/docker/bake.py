"""The bake file: how all images are built, for the build script and the workflow alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.artifacts import HEADER
from summitgen.values.bake import DEBUG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

BAKE_FILE = "docker-bake.hcl"
"""Its name in the folder of the Dockerfiles."""
TEMPLATE = "docker/docker-bake.hcl.jinja"


def bake_values(folder: str, images: Iterable[ImagePlan]) -> dict[str, Any]:
    """The values of the bake file in ``folder``, a path from the repository's root, for these images."""
    targets = [_target(image) for image in images]
    return {
        "header": HEADER,
        "file": f"{folder}/{BAKE_FILE}",
        "folder": folder,
        "workloads": [target["workload"] for target in targets],
        "images": targets,
    }


def debug_target(image: ImagePlan) -> str:
    """The target of the variant with a shell; empty where none is made."""
    return f"{image.workload}{DEBUG}" if image.debug_image else ""


def _target(image: ImagePlan) -> dict[str, Any]:
    return {
        "workload": image.workload,
        "repository": image.repository,
        "platforms": list(image.platforms),
        "secrets": [f"type=env,id={secret.name},env={secret.name}" for secret in image.build.secrets],
        "debug": debug_target(image),
        "dated": is_dated(image.build),
    }


def is_dated(build: Build) -> bool:
    """Whether the Dockerfile dates every file of its own layers, so that equal builds are equal without rewriting them.

    A distribution's packages are of the day on which they are installed, and files that are copied from the context
    as they are of the day of the checkout.
    """
    return build.language != "static" and not build.system_packages.runtime
