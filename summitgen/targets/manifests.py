"""The target ``manifests``: plain Kubernetes objects, one folder for each workload in each environment.

Single files hold all that a workload needs beside its environment, for ``kubectl apply -f``. The Namespace is not in
them: ``kubectl delete -f`` would take everything else in it along.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from summitgen.artifacts import HEADER, PlannedArtifact
from summitgen.objects import discover
from summitgen.printers.plain import PlainPrinter
from summitgen.printers.yaml import emit
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.syntax import Data
    from summitgen.values.compilation import Compilation, SingleFileValues

ENVIRONMENT_FOLDER = "_environment"
"""Where the environment's own objects lie; no workload can be named so."""
SINGLE_FILES = "deployments"
"""Where the single files lie; no environment can be named so."""
LAST = ("rollout.yaml", "deployment.yaml", "scaling.yaml")
"""What refers to the other objects; kubectl applies a file from its top."""


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``k8s/<environment>/<workload>/<file>``, ``k8s/<environment>/_environment/<file>`` and single files."""
    root = f"{compilation.project.out}/k8s"
    for workload in compilation.workloads:
        yield from _files("workload", f"{root}/{workload.environment}/{workload.workload}", workload.values)
    for environment in compilation.environments:
        yield from _files("environment", f"{root}/{environment.environment}/{ENVIRONMENT_FOLDER}", environment.values)
    planned = {environment.environment for environment in compilation.environments}
    for single in compilation.single_files:
        if single.environment in planned:
            path = f"{root}/{SINGLE_FILES}/{single.file}"
            yield PlannedArtifact(path, TARGET.id, partial(_single_file, single))


def _single_file(single: SingleFileValues) -> str:
    files = _printer("workload").print(single.values)
    order = sorted(files, key=lambda file: (file in LAST, LAST.index(file) if file in LAST else 0))
    header = (
        f"# {HEADER}\n# {single.workload} of {single.environment} by itself, strategy "
        f"{single.values['deploymentStrategy']}: its own name, selectors and Services, and no public host.\n"
        f"# Policies of other workloads that admit {single.workload} don't admit it: it is for trying a strategy out.\n"
        f"# The namespace and what belongs to it must be there: k8s/{single.environment}/{ENVIRONMENT_FOLDER}.\n"
    )
    return emit([one for file in order for one in files[file]], header=header)


def _files(scope: str, folder: str, values: dict[str, Data]) -> Iterator[PlannedArtifact]:
    for file, objects in _printer(scope).print(values).items():
        yield PlannedArtifact(f"{folder}/{file}", TARGET.id, partial(emit, objects))


@cache
def _printer(scope: str) -> PlainPrinter:
    return PlainPrinter(tree for tree in discover() if tree.scope == scope)


TARGET = Target("manifests", "Plain Kubernetes objects, for kubectl and for GitOps.", plan)
