"""The charts' default values: those of a workload, and an environment, that say as little as a spec can."""

from __future__ import annotations

from typing import Any, cast

from summitgen.model.environment import Environment
from summitgen.values.context import Context
from summitgen.values.environment import environment_values
from summitgen.values.workload import workload_values


def smallest_environment(project: str) -> Environment:
    """An environment with one workload that has only an image and a port."""
    workload = {"image": {"repository": f"registry.example.com/{project}", "tag": "0.0.0"}, "port": 8080}
    spec = {
        "tier": "development",
        "namespace": "default",
        "cluster": {"name": "default"},
        "workloads": {project: workload},
    }
    return Environment.model_validate(spec)


def default_workload_values(project: str) -> dict[str, Any]:
    """``values.yaml`` of the workload chart."""
    environment = smallest_environment(project)
    made = workload_values(Context(project, "default", environment, project, environment.workloads[project]))
    return cast("dict[str, Any]", made)


def default_environment_values(project: str) -> dict[str, Any]:
    """``values.yaml`` of the environment chart."""
    return cast("dict[str, Any]", environment_values(project, "default", smallest_environment(project)))
