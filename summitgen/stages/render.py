"""Render: planned artifacts to bytes, in memory and pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.artifacts import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import PlannedArtifact


def render(planned: Iterable[PlannedArtifact]) -> tuple[Artifact, ...]:
    """The artifacts' bytes, in the order of the plan: UTF-8, with the line ends that the text has.

    Raises UnicodeEncodeError for a text with lone surrogates, which the loader keeps out of specs.
    """
    return tuple(
        Artifact(artifact.path, artifact.target, artifact.render().encode(), artifact.mode, artifact.copy_of)
        for artifact in planned
    )
