"""The copies of artifacts that ``place:`` asks for: outside the output folder, of the same target and bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from summitgen.findings import Finding, Related, error
from summitgen.stages.containment import collisions, copy_problem, folders_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.artifacts import Destination, PlannedArtifact, Project

_MOST = 10
"""How many names a message lists."""


class _Copy(NamedTuple):
    artifact: PlannedArtifact
    destination: Destination


def copies(project: Project, planned: Iterable[PlannedArtifact]) -> list[PlannedArtifact]:
    """The copies of those of the planned artifacts that ``place:`` puts elsewhere."""
    return [copy.artifact for copy in _copies(project, planned)]


def copy_findings(project: Project, planned: Iterable[PlannedArtifact]) -> list[Finding]:
    """What is wrong with ``place:``, given everything that is planned."""
    every = tuple(planned)
    made = _copies(project, every)
    used = {copy.destination for copy in made}
    paths = sorted(artifact.path for artifact in every)
    unknown = [entry for entry in project.destinations if entry not in used]
    return [*(_unknown(project.out, entry, paths) for entry in unknown), *_unfit(project, made), *_collisions(made)]


def _copies(project: Project, planned: Iterable[PlannedArtifact]) -> list[_Copy]:
    every = tuple(planned) if project.destinations else ()
    return [
        _Copy(replace(artifact, path=path, copy_of=artifact.path), destination)
        for destination in project.destinations
        for artifact in every
        if (path := _path(destination, artifact.path.removeprefix(f"{project.out}/"))) is not None
    ]


def _path(destination: Destination, path: str) -> str | None:
    """Where the file at ``path``, below the output folder, is to be copied; None where it isn't."""
    if not destination.artifact.endswith("/"):
        return destination.path if path == destination.artifact else None
    rest = path.removeprefix(destination.artifact)
    return None if rest == path else f"{destination.path}{rest}"


def _unknown(out: str, entry: Destination, paths: list[str]) -> Finding:
    above = next((f for f in folders_of(f"{out}/{entry.artifact}".rstrip("/")) if _below(f, paths)), out)
    names = _below(above, paths)
    listed = ", ".join(names[:_MOST]) + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
    message = f"nothing is generated at {out}/{entry.artifact}; in {above}/ there are: {listed or 'no files'}"
    return error("place/unknown-artifact", message, "Name one of them, or remove the entry.", entry.place)


def _below(folder: str, paths: Iterable[str]) -> list[str]:
    """The names in a folder, those of folders with ``/``."""
    inside = (path.removeprefix(f"{folder}/").partition("/") for path in paths if path.startswith(f"{folder}/"))
    return sorted({f"{name}{slash}" for name, slash, _ in inside})


def _unfit(project: Project, made: Iterable[_Copy]) -> Iterator[Finding]:
    for artifact, destination in made:
        if problem := copy_problem(artifact.path, project):
            message = f"nothing can be placed at {artifact.path!r}: it {problem}"
            yield error("project/place", message, "Name another place.", destination.place)


def _collisions(made: Iterable[_Copy]) -> Iterator[Finding]:
    first: dict[str, _Copy] = {}
    for copy in made:
        other = first.setdefault(copy.artifact.path, copy)
        if other is not copy:
            path, sources = copy.artifact.path, f"{other.artifact.copy_of} and of {copy.artifact.copy_of}"
            yield _collision(f"{path} can't be a copy of {sources}", copy, other)
    for one, two, reason in collisions(first):
        pair = [_at(first, path) for path in (one, two)]
        yield _collision(f"{one} and {two} can't both be placed: {reason}", pair[1], pair[0])


def _at(placed: dict[str, _Copy], path: str) -> _Copy:
    """The copy at a path, or the first in that folder."""
    return placed.get(path) or next(placed[p] for p in sorted(placed) if p.startswith(f"{path.rstrip('/')}/"))


def _collision(message: str, copy: _Copy, other: _Copy) -> Finding:
    related = Related("the other one is placed here", other.destination.place)
    return error("place/collision", message, "Give each a place of its own.", copy.destination.place, related)
