"""What the Dockerfiles of all languages are given."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.artifacts import HEADER

if TYPE_CHECKING:
    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

MANAGER_VERSIONS = {"pnpm": "9.15.9", "yarn": "4.9.2", "uv": "0.8.22"}
"""Where a spec names no version; npm and pip are then the base image's."""

ROOT = "/app"
"""Where the repository's tree is in an image."""


def common_values(image: ImagePlan) -> dict[str, Any]:
    """The values of one image for its Dockerfile, whatever its language; base images as ``name:tag@digest``."""
    build, runtime = image.build, image.runtime_image
    return {
        "header": HEADER,
        "workload": image.workload,
        "build_image": reference(image.build_image) if image.build_image else "",
        "runtime_image": reference(runtime),
        "runtime_name": f"{runtime.name}:{runtime.tag}",
        "runtime_digest": runtime.digest,
        "manager": build.package_manager or "",
        "manager_version": build.package_manager_version or MANAGER_VERSIONS.get(build.package_manager or "", ""),
        "directory": build.directory,
        "workdir": in_image(build.directory),
        "entry": build.entry or "",
        "command": list(build.command),
        "arguments": [{"name": argument.name, "value": argument.value} for argument in build.arguments],
        "secrets": [secret.name for secret in build.secrets],
        "ports": list(image.ports),
    }


def workspace(build: Build) -> str:
    """The folder of the lock file, from the repository's root; ``.`` for the root itself."""
    if build.workspace is not None:
        return build.workspace
    return "." if build.language in ("node", "static") else build.directory


def in_image(*parts: str) -> str:
    """A path of the repository as it is in an image: ``server`` is ``/app/server``."""
    return posixpath.normpath("/".join((ROOT, *parts)))


def reference(image: BaseImage) -> str:
    """The base image as FROM names it."""
    return f"{image.name}:{image.tag}@{image.digest}"
