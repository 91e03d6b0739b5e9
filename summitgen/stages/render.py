"""Render: planned artifacts to bytes, in memory and pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.artifacts import Artifact
from summitgen.findings import Finding, Place, error
from summitgen.printers.text_errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import PlannedArtifact
    from summitgen.printers.text_errors import Position

TEMPLATES = "templates"
"""The folder of a project in which its own templates lie."""


def render(planned: Iterable[PlannedArtifact]) -> tuple[Artifact, ...]:
    """The artifacts' bytes, in the order of the plan: UTF-8, with the line ends that the text has.

    Raises TextError for a template that fails, and UnicodeEncodeError for a text with lone surrogates, which the
    loader keeps out of specs.
    """
    return tuple(_rendered(artifact) for artifact in planned)


def render_each(planned: Iterable[PlannedArtifact]) -> tuple[tuple[Artifact, ...], tuple[Finding, ...]]:
    """As ``render``; what fails in a project's own template is one finding a line, and the others are rendered.

    A failure of summitgen's own templates is a bug, and raises as it does there.
    """
    artifacts: list[Artifact] = []
    findings: dict[Position, Finding] = {}
    for artifact in planned:
        try:
            artifacts.append(_rendered(artifact))
        except TextError as failure:
            if failure.position is None:
                raise
            findings.setdefault(failure.position, broken(failure.position, failure.reason))
    return tuple(artifacts), tuple(findings.values())


def broken(position: Position, reason: str) -> Finding:
    """A project's own template can't be rendered."""
    message = f"the template {position.template} can't be rendered: {reason}"
    remedy = "Correct the template, or delete it: summitgen's own is taken then."
    return error("template/broken", message, remedy, Place(f"{TEMPLATES}/{position.template}", position.line, 1))


def _rendered(artifact: PlannedArtifact) -> Artifact:
    return Artifact(artifact.path, artifact.target, artifact.render().encode(), artifact.mode, artifact.copy_of)
