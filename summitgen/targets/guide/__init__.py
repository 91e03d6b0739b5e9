"""The target ``guide``: how this project is deployed, watched and taken back, with its own names and numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from summitgen.artifacts import PlannedArtifact
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.values.compilation import Compilation


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``docs/DEPLOYMENT_GUIDE.md``."""
    if compilation.specs:
        path = f"{compilation.project.out}/docs/DEPLOYMENT_GUIDE.md"
        yield PlannedArtifact(path, TARGET.id, partial(_render, compilation))


def _render(compilation: Compilation) -> str:
    from summitgen.printers.text import Kind, render
    from summitgen.targets.guide.facts import guide_values

    overrides = compilation.project.root / "templates"
    return render("guide/DEPLOYMENT_GUIDE.md.jinja", Kind.MARKDOWN, guide_values(compilation), overrides)


TARGET = Target("guide", "How to deploy, watch and take back this project.", plan)
