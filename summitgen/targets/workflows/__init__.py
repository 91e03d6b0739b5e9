"""The target ``workflows``: GitHub Actions workflows that build, scan, deploy, watch and roll back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from summitgen.artifacts import HEADER, PlannedArtifact
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from summitgen.targets.workflows.commented import Node
    from summitgen.targets.workflows.facts import Facts
    from summitgen.values.compilation import Compilation

ENTRY_HEADER = (
    HEADER,
    "",
    "Pull requests build and scan. A push to an environment's branch builds once and deploys that digest.",
    "Each environment has two GitHub environments: ENVIRONMENT, whose reviewers approve a run, and",
    "ENVIRONMENT-unattended, without reviewers, for what must not wait. Limit both to the environment's branches, and",
    "give both the variable AWS_ROLE_ARN: a role that may reach the cluster, for sessions as long as the longest job.",
)
DELIVERY_HEADER = (HEADER, "", "Called by optimized-deployment.yml once for each workload, which holds the lock.")


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``github/workflows/*.yml``; nothing where no image is built, no cluster can be reached or no action is pinned."""
    from summitgen.targets.workflows.delivery import delivery
    from summitgen.targets.workflows.entry import DELIVERY, ENTRY, entry
    from summitgen.targets.workflows.facts import facts_of

    facts = facts_of(compilation)
    if facts is None:
        return
    folder = f"{compilation.project.out}/github/workflows"
    yield PlannedArtifact(f"{folder}/{DELIVERY}", TARGET.id, partial(_print, DELIVERY_HEADER, delivery, facts))
    yield PlannedArtifact(f"{folder}/{ENTRY}", TARGET.id, partial(_print, ENTRY_HEADER, entry, facts))


def _print(header: tuple[str, ...], workflow: Callable[[Facts], Mapping[str, Node]], facts: Facts) -> str:
    from summitgen.targets.workflows.commented import print_workflow

    return print_workflow(header, workflow(facts))


TARGET = Target("workflows", "GitHub Actions workflows: build, scan, deploy, watch and roll back.", plan)
