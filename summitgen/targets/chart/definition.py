"""What the two charts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitgen.objects import discover

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.objects.tree import ObjectTree
    from summitgen.syntax import Data
    from summitgen.values.compilation import Compilation


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: whose it is, where it lies, what its templates print, its default values and their schema.

    ``texts`` names the folder below ``templates/chart`` with its static parts.
    """

    project: str
    name: str
    folder: str
    description: str
    texts: str
    trees: tuple[ObjectTree, ...]
    defaults: dict[str, Data]
    schema: Callable[[], dict[str, Any]]


def workload_chart(compilation: Compilation) -> Chart:
    """The chart whose releases are workloads."""
    from summitgen.values.schema import workload_schema

    project = compilation.project
    return Chart(
        project=project.name,
        name=project.name,
        folder=f"{project.out}/helm/{project.name}",
        description=f"A workload of {project.name}, as a Deployment or an Argo Rollout.",
        texts="workload",
        trees=tuple(tree for tree in discover() if tree.scope == "workload"),
        defaults=compilation.default_workload_values,
        schema=workload_schema,
    )


def environment_chart(compilation: Compilation) -> Chart:
    """The chart whose releases are environments."""
    from summitgen.values.schema import environment_schema

    project = compilation.project
    name = f"{project.name}-environment"
    return Chart(
        project=project.name,
        name=name,
        folder=f"{project.out}/helm/{name}",
        description=f"An environment of {project.name}: its namespace and what belongs to that.",
        texts="environment",
        trees=tuple(tree for tree in discover() if tree.scope == "environment"),
        defaults=compilation.default_environment_values,
        schema=environment_schema,
    )
