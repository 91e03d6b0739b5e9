"""The base images of each build with their places, and what is known of an image by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from summitgen.values.images import needed_bases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Related
    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build
    from summitgen.rules.view import EnvironmentView, Path, ProjectView, WorkloadView
    from summitgen.values.images import Key

_DISTRIBUTIONS = frozenset(("alpine", "slim", "bullseye", "bookworm", "trixie", "jammy", "noble", "debian", "ubuntu"))


@dataclass(frozen=True, slots=True)
class Base:
    """A pinned base image and where it is pinned."""

    image: BaseImage
    owner: EnvironmentView
    index: int

    @property
    def name(self) -> str:
        """The image as people call it, name and tag."""
        return f"{self.image.name}:{self.image.tag}"

    @property
    def path(self) -> Path:
        """The path of the pin in the spec of its owner."""
        return ("pipeline", "baseImages", self.index)

    def related(self, message: str) -> Related:
        """The pin, as taking part in a violation."""
        return self.owner.related(message, self.path)


class Built(NamedTuple):
    """A workload that is built, in one environment, with those of its base images that are pinned, by their use."""

    environment: EnvironmentView
    workload: WorkloadView
    build: Build
    bases: dict[str, Base]

    def path(self, *keys: str | int) -> Path:
        """The path of a setting of the build."""
        return ("workloads", self.workload.name, "build", *keys)


def built(project: ProjectView) -> Iterator[Built]:
    """Every build of every environment; one that all share has the same place in each."""
    pins = pinned(project)
    for environment in project.environments:
        for workload in environment.workloads:
            if workload.spec.build is not None:
                needed = needed_bases(workload.spec.build)
                bases = {key[2]: pins[key] for key in needed if key in pins}
                yield Built(environment, workload, workload.spec.build, bases)


def pinned(project: ProjectView) -> dict[Key, Base]:
    """The base images of all environments; of two with one key the first (project/base-image-once refuses them)."""
    pins: dict[Key, Base] = {}
    for environment in project.environments:
        for index, image in enumerate(environment.resolved.spec.pipeline.base_images):
            pins.setdefault((image.language, image.version, image.use), Base(image, environment, index))
    return pins


def has_shell(image: BaseImage) -> bool | None:
    """Whether a shell is in the image, as stated or as widespread images are known; None where it isn't known."""
    if image.shell is not None:
        return image.shell
    words = image.tag.split("-")
    if image.name.startswith("gcr.io/distroless/"):
        return "debug" in words
    if image.name.startswith("cgr.dev/chainguard/"):
        return "dev" in words
    if image.name.endswith("/static-web-server"):
        return "alpine" in words or "debian" in words
    if image.name.startswith("docker.io/library/") or _distribution(words):
        return True
    return None


def has_package_manager(image: BaseImage) -> bool:
    """Whether packages can be installed on the image, as far as is known; images that nobody knows are believed."""
    return not image.name.startswith("gcr.io/distroless/") and has_shell(image) is not False


def _distribution(words: list[str]) -> bool:
    """Whether a tag names a distribution, with or without its version (alpine3.22)."""
    return any(word.rstrip("0123456789.") in _DISTRIBUTIONS for word in words)
