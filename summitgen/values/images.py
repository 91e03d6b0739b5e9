"""What each image is built from: the build of the spec, the pinned base images and what the environments run of it.

An image is built once and promoted, so its plan is one for all environments: Dockerfile, bake file, build script,
workflow and guide speak of the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build
    from summitgen.model.container import Probe
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.model.workload import Workload

Key = tuple[str, str, str]
"""What a base image is found by: language, version, use."""


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """How the image of ``workload`` is built.

    ``build_image`` is None where nothing is built (static files as they are), ``debug_image`` where no debug variant is
    asked for. ``ports`` are those of all environments, ascending; ``platforms`` those of all pipelines, sorted.
    ``readiness`` is the readiness probe, if all environments have the same.
    """

    workload: str
    repository: str
    build: Build
    build_image: BaseImage | None
    runtime_image: BaseImage
    debug_image: BaseImage | None
    ports: tuple[int, ...]
    platforms: tuple[str, ...]
    readiness: Probe | None


def needed_bases(build: Build) -> tuple[Key, ...]:
    """The base images that a build needs, in the order of its stages."""
    needed: list[Key] = []
    if build.language != "static":
        needed.append((build.language, build.version, "build"))
    elif build.node_version is not None:
        needed.append(("node", build.node_version, "build"))
    needed.append((build.language, build.version, "runtime"))
    if build.debug:
        needed.append((build.language, build.version, "debug"))
    return tuple(needed)


def base_images(environments: Iterable[ResolvedEnvironment]) -> dict[Key, BaseImage]:
    """The base images of all environments; of two with one key the first (project/base-image-once refuses them)."""
    pins: dict[Key, BaseImage] = {}
    for environment in environments:
        for image in environment.spec.pipeline.base_images:
            pins.setdefault((image.language, image.version, image.use), image)
    return pins


def image_plans(environments: Iterable[ResolvedEnvironment]) -> tuple[ImagePlan, ...]:
    """The plans of all workloads that are built and whose base images are pinned, by their names."""
    specs = tuple(environments)
    pins = base_images(specs)
    return tuple(plan for name in _built(specs) if (plan := _plan(name, specs, pins)) is not None)


def platforms_of(workload: str, environments: Iterable[ResolvedEnvironment]) -> tuple[str, ...]:
    """The platforms of all pipelines whose environments have the workload, sorted."""
    running = (one.spec.pipeline.platforms for one in environments if workload in one.spec.workloads)
    return tuple(sorted({platform for platforms in running for platform in platforms}))


def _built(environments: Iterable[ResolvedEnvironment]) -> list[str]:
    return sorted({name for one in environments for name, workload in one.spec.workloads.items() if workload.build})


def _plan(name: str, environments: tuple[ResolvedEnvironment, ...], pins: dict[Key, BaseImage]) -> ImagePlan | None:
    running = [one.spec.workloads[name] for one in environments if name in one.spec.workloads]
    first = next(workload for workload in running if workload.build is not None)
    build = first.build
    if build is None or any(key not in pins for key in needed_bases(build)):
        return None
    used = {key[2]: pins[key] for key in needed_bases(build)}
    return ImagePlan(
        workload=name,
        repository=first.image.repository,
        build=build,
        build_image=used.get("build"),
        runtime_image=used["runtime"],
        debug_image=used.get("debug"),
        ports=tuple(sorted({workload.port for workload in running})),
        platforms=platforms_of(name, environments),
        readiness=_same(running),
    )


def _same(running: list[Workload]) -> Probe | None:
    probes: Iterator[Probe | None] = (workload.probes.readiness for workload in running)
    first = next(probes)
    return first if all(probe == first for probe in probes) else None
