"""This repository's own project, as the stages see it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.model.environment import Environment
from summitgen.model.resolved import ResolvedEnvironment
from summitgen.project import read_project
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.syntax import to_data

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.stages.resolve import ResolvedTree

ROOT = Path(__file__).parents[2]


@cache
def project() -> Project:
    """The project at the root of this repository."""
    found, findings = read_project(ROOT)
    assert found is not None, findings
    return found


@cache
def trees() -> tuple[ResolvedTree, ...]:
    """Summit's resolved environments."""
    loaded = load(project())
    resolved, findings = resolve(loaded)
    assert not loaded.findings
    assert not findings
    return resolved


@cache
def environments() -> tuple[ResolvedEnvironment, ...]:
    """Summit's environments as models."""
    return tuple(
        ResolvedEnvironment(one.name, one.file, one.tree, Environment.model_validate(to_data(one.tree)))
        for one in trees()
    )
