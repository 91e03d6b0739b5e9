"""The target ``docker``: for each workload that is built, a Dockerfile and the ignore file beside it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from summitgen.artifacts import HEADER, PlannedArtifact
from summitgen.printers.text import Kind, render
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.model.build import BaseImage, Build
    from summitgen.values.compilation import Compilation

MANAGER_VERSIONS = {"pnpm": "9.15.9", "uv": "0.8.22", "pip": ""}
"""Where a spec names no version; pip is then the base image's."""

MANIFESTS = {
    "pnpm": ("package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", "patches"),
    "uv": ("pyproject.toml", "uv.lock"),
    "pip": ("pyproject.toml", "requirements.txt"),
}
"""What a package manager reads, from the repository's root (pnpm) or from the package's folder."""

_DENIED = (
    *("**/.git", "**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/Dockerfile*", "**/node_modules", "**/dist"),
    *("**/.turbo", "**/coverage", "**/*.tsbuildinfo", "**/.venv", "**/__pycache__", "**/*.pyc"),
)


@dataclass(frozen=True, slots=True)
class _Image:
    """What a workload's image is made of: the ports are those of all environments, by number."""

    workload: str
    build: Build
    build_image: BaseImage
    runtime_image: BaseImage
    ports: tuple[int, ...]


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``docker/<workload>/Dockerfile`` and ``docker/<workload>/Dockerfile.dockerignore``.

    A workload without a build has neither. The rule project/base-image refuses a build without its base images; where
    no rule has looked (what-if compilations of ``explain``) it has none either.
    """
    overrides = compilation.project.root / "templates"
    for image in _images(compilation):
        folder = f"{compilation.project.out}/docker/{image.workload}"
        yield PlannedArtifact(f"{folder}/Dockerfile", TARGET.id, partial(_dockerfile, image, overrides))
        yield PlannedArtifact(
            f"{folder}/Dockerfile.dockerignore", TARGET.id, partial(_dockerignore, image.build, overrides)
        )


def _images(compilation: Compilation) -> Iterator[_Image]:
    builds: dict[str, Build] = {}
    ports: dict[str, set[int]] = {}
    pins: dict[tuple[str, str, str], BaseImage] = {}
    for environment in compilation.specs:
        for image in environment.spec.pipeline.base_images:
            pins.setdefault((image.language, image.version, image.use), image)
        for name, workload in environment.spec.workloads.items():
            if workload.build is not None:
                builds.setdefault(name, workload.build)
                ports.setdefault(name, set()).add(workload.port)
    for name, build in sorted(builds.items()):
        start, end = (pins.get((build.language, build.version, use)) for use in ("build", "runtime"))
        if start is not None and end is not None:
            yield _Image(name, build, start, end, tuple(sorted(ports[name])))


def _dockerfile(image: _Image, overrides: Path) -> str:
    build = image.build
    values = {
        "header": HEADER,
        "workload": image.workload,
        "build_image": _reference(image.build_image),
        "runtime_image": _reference(image.runtime_image),
        "runtime_name": f"{image.runtime_image.name}:{image.runtime_image.tag}",
        "runtime_digest": image.runtime_image.digest,
        "manager": build.package_manager,
        "manager_version": build.package_manager_version or MANAGER_VERSIONS[build.package_manager],
        "filter": f"{build.package or f'{{{build.directory}}}'}...",
        "directory": build.directory,
        "workdir": posixpath.normpath(f"/app/{build.directory}"),
        "entry": build.entry,
        "entry_path": posixpath.normpath(f"{build.directory}/{build.entry}"),
        "command": list(build.command),
        "arguments": [{"name": argument.name, "value": argument.value} for argument in build.arguments],
        "secrets": [secret.name for secret in build.secrets],
        "ports": list(image.ports),
    }
    return render(f"docker/{build.language}.Dockerfile.jinja", Kind.DOCKERFILE, values, overrides)


def _dockerignore(build: Build, overrides: Path) -> str:
    values = {"header": HEADER, "allowed": allowed(build), "denied": list(_DENIED)}
    return render("docker/dockerignore.jinja", Kind.DOCKERFILE, values, overrides)


def allowed(build: Build) -> list[str]:
    """The paths that a build may read, sorted, relative to the repository's root."""
    paths = {*build.sources}
    if build.directory != ".":
        paths.add(build.directory)
    else:
        paths |= {"src", *MANIFESTS[build.package_manager]}
        if build.language == "python":
            paths.add(build.entry.split("/")[0])
    if build.package_manager == "pnpm":
        paths |= set(MANIFESTS["pnpm"])
    return sorted(paths)


def _reference(image: BaseImage) -> str:
    return f"{image.name}:{image.tag}@{image.digest}"


TARGET = Target("docker", "A Dockerfile for each workload that is built, and what its build may read.", plan)
