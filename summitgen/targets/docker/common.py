"""What the Dockerfiles of all languages are given, and what stages that build are given beside it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.artifacts import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build, BuildSecret
    from summitgen.values.images import ImagePlan

MANAGER_VERSIONS = {"pnpm": "9.15.9", "yarn": "4.9.2", "uv": "0.8.22"}
"""Where a spec names no version; npm and pip are then the base image's."""

ROOT = "/app"
"""Where the repository's tree is in an image."""


def common_values(image: ImagePlan) -> dict[str, Any]:
    """The values of one image for its Dockerfile, whatever its language; base images as ``name:tag@digest``.

    ``secret_mounts`` and ``install_mounts`` are as RUN has them, for what builds and for what installs dependencies.
    ``system`` is what ``docker/system.jinja`` is given for the stage that builds, None where nothing is asked for.
    """
    build = image.build
    return {
        "header": HEADER,
        "workload": image.workload,  # for templates of a project's own
        "build_image": reference(image.build_image) if image.build_image else "",
        "manager": build.package_manager or "",
        "manager_version": build.package_manager_version or MANAGER_VERSIONS.get(build.package_manager or "", ""),
        "workdir": in_image(build.directory),
        "entry": build.entry or "",
        "command": list(build.command),
        "arguments": [{"name": argument.name, "value": argument.value} for argument in build.arguments],
        "secret_mounts": secret_mounts(build.secrets),
        "install_mounts": secret_mounts(secret for secret in build.secrets if secret.install),
        "system": system_values(image.build_image, build.system_packages.build) if image.build_image else None,
    }


def secret_mounts(secrets: Iterable[BuildSecret]) -> list[str]:
    """The mounts of secrets as RUN has them: variables of the command, or files."""
    return [
        f"--mount=type=secret,id={secret.name},{f'target={secret.file}' if secret.file else f'env={secret.name}'}"
        for secret in secrets
    ]


def system_values(base: BaseImage, packages: tuple[str, ...]) -> dict[str, Any] | None:
    """What ``docker/system.jinja`` is given to install packages on a base image; None where there are none."""
    if not packages:
        return None
    return {
        "installer": "apk" if _has_apk(base) else "apt",
        "packages": sorted(packages),
        "pinned": all("=" in package for package in packages),
    }


def _has_apk(base: BaseImage) -> bool:
    return any(word in f"{base.name}:{base.tag}" for word in ("alpine", "chainguard", "wolfi"))


def is_rootless(base: BaseImage) -> bool:
    """Whether a base image has a user who may not install anything."""
    return "chainguard" in base.name or base.name.startswith(("cgr.dev/", "dhi.io/"))


def has_python(base: BaseImage) -> bool:
    """Whether an image that Python is to run on brings it; distroless ``cc`` has its C libraries, and no more."""
    return not base.name.startswith("gcr.io/distroless/cc-debian")


def libc(base: BaseImage) -> str:
    """The C library of a base image, as package managers of node name it."""
    return "musl" if "alpine" in f"{base.name}:{base.tag}" else "glibc"


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
