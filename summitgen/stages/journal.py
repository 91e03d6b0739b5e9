"""The journal: what a build is about to move, written down before it moves anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from summitgen.stages.containment import MANIFEST, generated_problem, path_problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from summitgen.artifacts import Project

VERSION = 1


class Placement(NamedTuple):
    """A staged file that goes to ``path``, where a file of digest ``before`` stands (None: nothing does)."""

    path: str
    sha256: str
    before: str | None


class Removal(NamedTuple):
    """A file of that digest which is pruned."""

    path: str
    sha256: str


class Journal(NamedTuple):
    """Everything one build moves; ``folders`` are removed if empty once the removals are done, in this order.

    A placement's or removal's position in its tuple is its number, which names its files in the stage.
    """

    placements: tuple[Placement, ...]
    removals: tuple[Removal, ...]
    folders: tuple[str, ...]


def encode(journal: Journal) -> bytes:
    """The journal as JSON."""
    return json.dumps({"version": VERSION, **journal._asdict()}).encode()


def decode(content: bytes, project: Project, copies: Container[str] = ()) -> Journal | None:
    """The journal that the bytes hold; None where they aren't one, or name a path where nothing is generated.

    Outside the output folder that is any path but those that ``place:`` names now and those of ``copies``.
    """
    try:
        document = json.loads(content)
    except ValueError:
        return None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        return None
    journal = _shaped(document)
    return journal if journal and _contained(journal, project, copies) else None


def _contained(journal: Journal, project: Project, copies: Container[str]) -> bool:
    files = {move.path for move in journal.placements} | {move.path for move in journal.removals}
    return all(_file_allowed(path, project, copies) for path in files) and all(
        _folder_allowed(folder, project, files) for folder in journal.folders
    )


def _file_allowed(path: str, project: Project, copies: Container[str]) -> bool:
    if path == f"{project.out}/{MANIFEST}":
        return True
    return generated_problem(path, project) is None and (project.holds(path) or path in copies)


def _folder_allowed(folder: str, project: Project, files: Iterable[str]) -> bool:
    """A folder outside the output folder has to be that of a file which is moved, or stand where one is to be."""
    if path_problem(folder, project.out) is None:
        return True
    related = any(f"{file}/".startswith(f"{folder}/") or folder.startswith(f"{file}/") for file in files)
    return related and generated_problem(f"{folder}/_", project) is None


def _shaped(document: Mapping[str, object]) -> Journal | None:
    placements, removals, folders = (document.get(key) for key in ("placements", "removals", "folders"))
    if not (isinstance(placements, list) and isinstance(removals, list) and isinstance(folders, list)):
        return None
    if not all(_strings(row, 3) for row in placements) or not all(_strings(row, 2) for row in removals):
        return None
    if not all(isinstance(folder, str) for folder in folders):
        return None
    return Journal(
        tuple(Placement(*row) for row in placements),
        tuple(Removal(*row) for row in removals),
        tuple(folders),
    )


def _strings(row: object, length: int) -> bool:
    """Whether the row is so many strings, of which the third may be null."""
    if not isinstance(row, list) or len(row) != length:
        return False
    return all(isinstance(cell, str) or (index == 2 and cell is None) for index, cell in enumerate(row))
