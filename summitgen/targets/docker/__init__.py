"""The target ``docker``: for each workload that is built, a Dockerfile and the ignore file beside it."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from summitgen.artifacts import PlannedArtifact
from summitgen.printers.text import Kind, render
from summitgen.targets import Target
from summitgen.targets.docker.bake import BAKE_FILE, TEMPLATE, bake_values
from summitgen.targets.docker.common import common_values
from summitgen.targets.docker.ignore import ignored
from summitgen.values.images import image_plans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.model.build import Build
    from summitgen.values.compilation import Compilation
    from summitgen.values.images import ImagePlan


class LanguageModule(Protocol):
    """What ``summitgen.targets.docker.<language>`` offers."""

    def template(self, build: Build) -> str:
        """The path of the Dockerfile's template, below ``templates/``."""

    def values(self, image: ImagePlan) -> dict[str, Any]:
        """What the template is given beside the common values."""

    def allowed(self, build: Build) -> set[str]:
        """The paths, from the repository's root, that a build may read."""


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``docker/docker-bake.hcl``, and ``docker/<workload>/Dockerfile`` and ``Dockerfile.dockerignore``.

    A workload without a build has neither. The rule project/base-image refuses a build without its base images; where
    no rule has looked (what-if compilations of ``explain``) it has none either.
    """
    overrides = compilation.project.root / "templates"
    images = image_plans(compilation.specs)
    if images:
        root = f"{compilation.project.out}/docker"
        yield PlannedArtifact(f"{root}/{BAKE_FILE}", TARGET.id, partial(_bake, root, images, overrides))
    for image in images:
        folder = f"{compilation.project.out}/docker/{image.workload}"
        yield PlannedArtifact(f"{folder}/Dockerfile", TARGET.id, partial(_dockerfile, image, overrides))
        yield PlannedArtifact(
            f"{folder}/Dockerfile.dockerignore", TARGET.id, partial(_dockerignore, image.build, overrides)
        )


def allowed(build: Build) -> list[str]:
    """The paths that a build may read, sorted, relative to the repository's root."""
    shipped = {file.source for file in build.files}
    return sorted({*build.sources, *shipped, *_language(build).allowed(build)})


def _language(build: Build) -> LanguageModule:
    return cast("LanguageModule", import_module(f"summitgen.targets.docker.{build.language}"))


def _bake(folder: str, images: tuple[ImagePlan, ...], overrides: Path) -> str:
    return render(TEMPLATE, Kind.HCL, bake_values(folder, images), overrides)


def _dockerfile(image: ImagePlan, overrides: Path) -> str:
    language = _language(image.build)
    values = {**common_values(image), **language.values(image)}
    return render(language.template(image.build), Kind.DOCKERFILE, values, overrides)


def _dockerignore(build: Build, overrides: Path) -> str:
    return render("docker/dockerignore.jinja", Kind.DOCKERFILE, ignored(allowed(build)), overrides)


TARGET = Target("docker", "How images are built: their Dockerfiles, what builds may read, and one bake file.", plan)
