"""What the generated workflows build, and which environments they deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.environment import Environment


def builds_something(environment: Environment) -> bool:
    """Whether some workload's image is built from sources."""
    return any(workload.build is not None for workload in environment.workloads.values())


def is_reachable(environment: Environment) -> bool:
    """Whether workflows can log in to the environment's cluster: to EKS alone, by OIDC, in a region."""
    return environment.cluster.provider == "eks" and environment.cluster.region is not None


def is_deployed(environment: Environment) -> bool:
    """Whether the workflows deploy the environment: it wants to be, and its cluster can be reached."""
    return environment.pipeline.deploy and is_reachable(environment)


def has_workflows(environments: Iterable[Environment]) -> bool:
    """Whether there is anything to build and an environment to deploy it to, pins of actions aside."""
    every = tuple(environments)
    return any(map(builds_something, every)) and any(map(is_deployed, every))
