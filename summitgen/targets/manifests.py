"""The target ``manifests``: plain Kubernetes objects, one folder for each workload in each environment."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from summitgen.artifacts import PlannedArtifact
from summitgen.objects import discover
from summitgen.printers.plain import PlainPrinter
from summitgen.printers.yaml import emit
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.syntax import Data
    from summitgen.values.compilation import Compilation

ENVIRONMENT_FOLDER = "_environment"
"""Where the environment's own objects lie; no workload can be named so."""


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``k8s/<environment>/<workload>/<file>`` and ``k8s/<environment>/_environment/<file>``."""
    root = f"{compilation.project.out}/k8s"
    for workload in compilation.workloads:
        yield from _files("workload", f"{root}/{workload.environment}/{workload.workload}", workload.values)
    for environment in compilation.environments:
        yield from _files("environment", f"{root}/{environment.environment}/{ENVIRONMENT_FOLDER}", environment.values)


def _files(scope: str, folder: str, values: dict[str, Data]) -> Iterator[PlannedArtifact]:
    for file, objects in _printer(scope).print(values).items():
        yield PlannedArtifact(f"{folder}/{file}", TARGET.id, partial(emit, objects))


@cache
def _printer(scope: str) -> PlainPrinter:
    return PlainPrinter(tree for tree in discover() if tree.scope == scope)


TARGET = Target("manifests", "Plain Kubernetes objects, for kubectl and for GitOps.", plan)
