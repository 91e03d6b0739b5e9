"""The target ``scripts``: building an image, watching a deployment, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from summitgen.artifacts import PlannedArtifact
from summitgen.targets import Target
from summitgen.values.context import Context
from summitgen.values.watch import least_ready, watch_checks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.model.workload import Workload
    from summitgen.values.compilation import Compilation

BUILD = "build-optimized-docker.sh"
WATCH = "automated-rollback-system.sh"
ROLLBACK = "rollback-deployment.sh"


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``scripts/<name>``; the build script only where the spec says how an image is built."""
    found = contexts(compilation)
    if not found:
        return
    known = " ".join(_key(context) for context in found)
    watched = {"known": known, "workloads": [_watched(context) for context in found]}
    yield _script(compilation, WATCH, watched)
    yield _script(compilation, ROLLBACK, watched)
    if images := built(compilation):
        debug = [name for name, workload in images.items() if workload.build and workload.build.debug]
        yield _script(compilation, BUILD, {"known": list(images), "with_debug": debug})


def contexts(compilation: Compilation) -> list[Context]:
    """Every workload in its environment, in the order of the specs and of the names."""
    return [
        Context(compilation.project.name, one.name, one.spec, name, workload)
        for one in compilation.specs
        for name, workload in sorted(one.spec.workloads.items())
    ]


def built(compilation: Compilation) -> dict[str, Workload]:
    """The workloads whose image is built, by name; a rule holds that the build is the same in all environments."""
    found = {c.name: c.workload for c in contexts(compilation) if c.workload.build is not None}
    return dict(sorted(found.items()))


def _script(compilation: Compilation, name: str, values: dict[str, Any]) -> PlannedArtifact:
    path = f"{compilation.project.out}/scripts/{name}"
    overrides = compilation.project.root / "templates"
    return PlannedArtifact(path, TARGET.id, partial(_render, name, values, overrides), 0o755)


def _render(name: str, values: dict[str, Any], overrides: Path) -> str:
    from summitgen.printers.text import Kind, render

    return render(f"scripts/{name}.jinja", Kind.SHELL, values, overrides)


def _key(context: Context) -> str:
    return f"{context.environment_name}/{context.name}"


def _watched(context: Context) -> dict[str, Any]:
    environment = context.environment
    prometheus = environment.cluster.prometheus
    return {
        "key": _key(context),
        "namespace": environment.namespace,
        "least_ready": str(least_ready(context)),
        "interval": str(environment.rollback.interval.seconds),
        "failures": str(environment.rollback.failures),
        "prometheus": prometheus.address if prometheus else "",
        "checks": [
            {"name": check.name, "operator": check.operator, "bound": check.bound, "query": check.query}
            for check in watch_checks(context)
        ],
    }


TARGET = Target("scripts", "Building an image, watching a deployment and taking it back.", plan)
