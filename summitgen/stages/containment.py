"""Which paths may be an artifact's or a copy's: the same on every file system, one spelling each."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import Project

MANIFEST = "manifest.json"
LONGEST_NAME = 255  # bytes; ext4, APFS and NTFS agree on it
_OURS = ("summitgen.yaml", ".summitgen", "templates", "schemas")
"""What summitgen reads besides the specs, and where it stages what it writes."""
_GITS = frozenset({".git", "git~1"})
"""The folder that git runs programs from, as file systems with short names spell it too."""


def path_problem(path: str, out: str) -> str | None:
    """Why ``path`` (relative to the project, with ``/``) can't be an artifact's, as the end of a sentence; or None."""
    if not path.startswith(f"{out}/"):
        return f"is not inside {out}/"
    if path == f"{out}/{MANIFEST}":
        return "is the manifest's own path"
    return name_problem(path)


def copy_problem(path: str, project: Project) -> str | None:
    """Why a copy of an artifact can't be at ``path`` (relative to the project), as the end of a sentence; or None."""
    if problem := name_problem(path):
        return problem
    spelt = f"{spelling(path)}/"
    if not _GITS.isdisjoint(spelt.split("/")):
        return "is git's own"
    for taken in (project.out, project.environments, *_OURS):
        other = f"{spelling(taken)}/"
        if spelt.startswith(other) or other.startswith(spelt):
            return f"is {taken}, which summitgen uses itself, or inside it, or a folder above it"
    return None


def generated_problem(path: str, project: Project) -> str | None:
    """Why neither an artifact nor a copy can be at ``path``, as the end of a sentence; or None."""
    return path_problem(path, project.out) if path.startswith(f"{project.out}/") else copy_problem(path, project)


def name_problem(path: str) -> str | None:
    """What is wrong with a component of a path, as the end of a sentence; or None."""
    return next(filter(None, map(_name_problem, path.split("/"))), None)


def _name_problem(name: str) -> str | None:
    if name in {"", ".", ".."}:
        return f"has the component {name!r}: every component must be a name"
    if "\\" in name or not name.isprintable():
        return "has a backslash or an unprintable character"
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        return f"has a component longer than {LONGEST_NAME} bytes"
    return None


def spelling(path: str) -> str:
    """What a file system that ignores case and Unicode form takes the path for."""
    return unicodedata.normalize("NFC", path).casefold() if not path.isascii() else path.lower()


def folders_of(path: str) -> Iterable[str]:
    """The folders above a path, the nearest first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def collisions(paths: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Pairs of paths that can't both exist on every file system, each with the reason; ``paths`` are distinct."""
    files = sorted(paths)
    spelt: dict[str, str] = {}
    folders: set[str] = set()
    found: list[tuple[str, str, str]] = []
    for path in files:
        for folder in folders_of(path):
            if folder in folders:
                break
            folders.add(folder)
            _spell(folder, spelt, found)
        _spell(path, spelt, found)
    found.extend((path, f"{path}/", "one is a file and the other a folder") for path in files if path in folders)
    return tuple(found)


def _spell(path: str, spelt: dict[str, str], found: list[tuple[str, str, str]]) -> None:
    other = spelt.setdefault(spelling(path), path)
    if other != path:
        found.append((other, path, "they differ in upper and lower case only"))
