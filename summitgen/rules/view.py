"""The one view of the resolved specs that rules read: it does the traversal, and knows every value's place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from summitgen.findings import Related
from summitgen.rules.delivery import Delivery, delivery_of
from summitgen.syntax import place_of
from summitgen.values.context import Context

if TYPE_CHECKING:
    from summitgen.findings import Place
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.model.workload import Workload
    from summitgen.rules.delivery import MetricView

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class WorkloadView:
    """A workload in its environment. Paths are the spec's own keys, from the workload on."""

    context: Context
    environment: ResolvedEnvironment

    @property
    def name(self) -> str:
        """The workload's name."""
        return self.context.name

    @property
    def spec(self) -> Workload:
        """The workload's model."""
        return self.context.workload

    @cached_property
    def delivery(self) -> Delivery:
        """The strategies that may run, and what they use; made once, for all rules."""
        return delivery_of(self.context)

    def analysis_of(self, measured: MetricView) -> str:
        """The name of the analysis to which a metric belongs."""
        position = measured.path[1]
        return self.spec.analyses[position].name if isinstance(position, int) else position

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value of the workload stands; of one that is left out, its nearest ancestor."""
        return place_of(self.environment.tree, ("workloads", self.name, *path), key=key)

    def related(self, message: str, path: Path, *, key: bool = False) -> Related:
        """A value of the workload that takes part in a violation."""
        return Related(message, self.place(path, key=key))


@dataclass(frozen=True, slots=True)
class EnvironmentView:
    """An environment with its workloads."""

    resolved: ResolvedEnvironment
    workloads: tuple[WorkloadView, ...]

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value of the environment stands."""
        return place_of(self.resolved.tree, path, key=key)

    def related(self, message: str, path: Path, *, key: bool = False) -> Related:
        """A value of the environment that takes part in a violation."""
        return Related(message, self.place(path, key=key))


@dataclass(frozen=True, slots=True)
class ProjectView:
    """All environments, by name."""

    environments: tuple[EnvironmentView, ...]


def view_of(project: str, environments: tuple[ResolvedEnvironment, ...]) -> ProjectView:
    """The view of a project's valid environments, in the order of their names."""
    return ProjectView(tuple(_environment(project, resolved) for resolved in environments))


def _environment(project: str, resolved: ResolvedEnvironment) -> EnvironmentView:
    workloads = sorted(resolved.spec.workloads.items())
    views = tuple(
        WorkloadView(Context(project, resolved.name, resolved.spec, name, workload), resolved)
        for name, workload in workloads
    )
    return EnvironmentView(resolved, views)
