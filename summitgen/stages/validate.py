"""Validate: resolved trees to frozen models, and these to the values that targets plan from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Finding, error

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.values.compilation import Compilation


def validate(project: Project, resolved: tuple[ResolvedTree, ...]) -> tuple[Compilation | None, tuple[Finding, ...]]:
    """The project compiled to values trees (None where a mistake forbids it), and the mistakes."""
    names = ", ".join(tree.name for tree in resolved) or "none"
    message = f"{project.name}: environments can't be validated yet (found: {names})"
    return None, (error("validate/unfinished", message, "Wait for the stage to be written."),)
