"""The specs of a project, compiled to values trees: what targets plan from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.syntax import Data


@dataclass(frozen=True, slots=True)
class WorkloadValues:
    """The values tree of one workload in one environment (the chart's ``.Values``)."""

    environment: str
    workload: str
    values: dict[str, Data]


@dataclass(frozen=True, slots=True)
class SingleFileValues:
    """The values tree of a workload that lies in a file of its own, under another name."""

    file: str
    environment: str
    workload: str
    values: dict[str, Data]


@dataclass(frozen=True, slots=True)
class EnvironmentValues:
    """The values tree of what belongs to an environment's namespace and not to a workload."""

    environment: str
    values: dict[str, Data]


@dataclass(frozen=True, slots=True)
class Compilation:
    """Everything targets need; workloads and environments are in the order of their names.

    ``specs`` are the environments as their files say them, by name, for what is not a Kubernetes object.
    ``kubernetes_versions`` gives each environment's minor version ("1.34"), by which its objects are checked.
    """

    project: Project
    workloads: tuple[WorkloadValues, ...]
    environments: tuple[EnvironmentValues, ...]
    default_workload_values: dict[str, Data]
    default_environment_values: dict[str, Data]
    kubernetes_versions: dict[str, str] = field(default_factory=dict)
    specs: tuple[ResolvedEnvironment, ...] = ()
    single_files: tuple[SingleFileValues, ...] = ()
