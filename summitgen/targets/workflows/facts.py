"""What the workflows need to know of a project's specs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.targets.docker.bake import BAKE_FILE
from summitgen.values.action_pins import missing, pins_of
from summitgen.values.context import Context
from summitgen.values.duration_budget import duration_budget
from summitgen.values.images import platforms_of
from summitgen.values.pipeline import is_deployed

if TYPE_CHECKING:
    from summitgen.model.build import Build
    from summitgen.model.environment import ActionPin
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.values.compilation import Compilation

LONGEST_WATCH_MINUTES = 340
"""GitHub ends a job of its own runners after 360; the job needs some of that for itself."""
LOGIN_MINUTES = 10
"""What a watching job needs beside the watch."""
GITHUB_REGISTRY = "ghcr.io"
KUBECTL = {"1.33": "v1.33.5", "1.34": "v1.34.1", "1.35": "v1.35.0"}


@dataclass(frozen=True, slots=True)
class Image:
    """An image that the pipeline builds, for the platforms of all environments that run it."""

    workload: str
    repository: str
    build: Build
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts; environments are those that the workflows can log in to, in the order of their names."""

    project: str
    out: str
    pins: dict[str, ActionPin]
    images: tuple[Image, ...]
    environments: tuple[ResolvedEnvironment, ...]

    @property
    def bake_file(self) -> str:
        """Where it says how images are built."""
        return f"{self.out}/docker/{BAKE_FILE}"

    @property
    def chart(self) -> str:
        """The folder of the workloads' chart; with ``-environment`` behind it that of the environments'."""
        return f"{self.out}/helm/{self.project}"

    @property
    def workloads(self) -> tuple[str, ...]:
        """The names of all workloads."""
        return tuple(sorted({name for one in self.environments for name in one.spec.workloads}))

    @property
    def branches(self) -> tuple[str, ...]:
        """The branches of all environments, in their order."""
        return tuple(dict.fromkeys(branch for one in self.environments for branch in one.spec.branches))

    @property
    def build_secrets(self) -> tuple[str, ...]:
        """The names of the secrets that some build mounts."""
        return tuple(sorted({secret.name for image in self.images for secret in image.build.secrets}))

    @property
    def registry_secrets(self) -> tuple[str, ...]:
        """The secrets that give access to registries: none for GitHub's own, which takes the run's token."""
        return () if self.registries == (GITHUB_REGISTRY,) else ("REGISTRY_USERNAME", "REGISTRY_PASSWORD")

    @property
    def registries(self) -> tuple[str, ...]:
        """The hosts of the images' registries."""
        return tuple(sorted({image.repository.partition("/")[0] for image in self.images}))


def facts_of(compilation: Compilation) -> Facts | None:
    """The facts; None where there is nothing to build, to deploy to, or no pins for the actions."""
    pins = pins_of(one.spec for one in compilation.specs)
    images = {
        name: Image(name, workload.image.repository, workload.build, platforms_of(name, compilation.specs))
        for one in compilation.specs
        for name, workload in one.spec.workloads.items()
        if workload.build is not None
    }
    environments = tuple(one for one in compilation.specs if is_deployed(one.spec))
    if not images or not environments or missing(pins):
        return None
    project = compilation.project
    ordered = tuple(images[name] for name in sorted(images))
    return Facts(project.name, project.out, pins, ordered, environments)


def plan_of(facts: Facts) -> dict[str, object]:
    """What the job that determines the environment chooses from, as JSON data."""
    return {one.name: _environment(facts, one) for one in facts.environments}


def as_json(data: object) -> str:
    """Data as JSON of printable ASCII on one line, without ``$``, so that it never holds an expression."""
    return json.dumps(data).replace("$", "\\u0024")


def _environment(facts: Facts, one: ResolvedEnvironment) -> dict[str, object]:
    spec = one.spec
    workloads = {
        name: _workload(Context(facts.project, one.name, spec, name, workload))
        for name, workload in sorted(spec.workloads.items())
    }
    return {
        "tier": spec.tier,
        "branches": list(spec.branches),
        "namespace": spec.namespace,
        "cluster": spec.cluster.name,
        "region": spec.cluster.region,
        "kubectl": KUBECTL[spec.cluster.kubernetes_version],
        "workloads": workloads,
    }


def _workload(context: Context) -> dict[str, object]:
    strategies: dict[str, object] = {}
    for strategy in context.allowed_strategies:
        budget = duration_budget(context, strategy)
        watch = min(LONGEST_WATCH_MINUTES, -(-budget.seconds // 60))
        strategies[strategy] = {
            "watch-seconds": watch * 60,
            "watch-minutes": watch + LOGIN_MINUTES,
            "session-seconds": max(3600, (watch + LOGIN_MINUTES) * 60),
            # A watch that is shorter than the delivery must not take it for late.
            "open-end": budget.open_end or budget.seconds > LONGEST_WATCH_MINUTES * 60,
            "built": context.workload.build is not None,
            "registry": context.workload.image.repository.partition("/")[0],
        }
    return {"default": context.strategy, "strategies": strategies}
