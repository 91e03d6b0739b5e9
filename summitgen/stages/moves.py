# A clean build moves thousands of files; paths are strings here.
# ruff: noqa: PTH101, PTH102, PTH104, PTH105, PTH106, PTH108
"""Carry out a journal, finish what is left of it, or take it back. Nothing but renames, links and folders.

Each file has a number; in the stage ``<n>.new`` waits to be placed, ``<n>.old`` is what it replaced and
``<n>.gone`` is what was pruned. Nothing is deleted before the journal is done, so that it can be taken back.
"""

from __future__ import annotations

import contextlib
import errno
import os
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from summitgen.stages.containment import folders_of
from summitgen.stages.listing import Kind, kind_of, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.stages.journal import Journal, Placement, Removal

FOLDER_MODE = 0o755
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}


class Steps(NamedTuple):
    """What is to be moved, each with its number."""

    placements: tuple[tuple[int, Placement], ...]
    removals: tuple[tuple[int, Removal], ...]
    folders: tuple[str, ...]


def all_steps(journal: Journal) -> Steps:
    """Every step of a journal that has just been written."""
    return Steps(tuple(enumerate(journal.placements)), tuple(enumerate(journal.removals)), journal.folders)


def remaining_steps(root: str, stage: str, journal: Journal) -> Steps:
    """The steps that a kill left undone and that are still safe.

    That is: the staged bytes are whole, and what stands at the path is what stood there when the journal was
    written. Anything else was changed since, and the comparison that follows judges it.
    """
    removals = tuple(
        (number, removal)
        for number, removal in enumerate(journal.removals)
        if _reachable(root, removal.path, set()) and digest(f"{root}/{removal.path}") == removal.sha256
    )
    gone = {removal.path for _, removal in removals}
    placements = tuple(
        (number, placement)
        for number, placement in enumerate(journal.placements)
        if _reachable(root, placement.path, gone)
        and digest(f"{stage}/{number}.new") == placement.sha256
        and _stands(root, placement.path, {placement.before} | ({None} if _kept(stage, number) else set()))
    )
    folders = tuple(folder for folder in journal.folders if _reachable(root, folder, set()))
    return Steps(placements, removals, folders)


def _reachable(root: str, path: str, gone: set[str]) -> bool:
    """Whether every part of the way to a path is a folder, is not there, or is a file about to be pruned."""
    return all(folder in gone or kind_of(f"{root}/{folder}") in {None, Kind.FOLDER} for folder in folders_of(path))


def _stands(root: str, path: str, allowed: set[str | None]) -> bool:
    kind = kind_of(f"{root}/{path}")
    return (None if kind in {None, Kind.FOLDER} else digest(f"{root}/{path}") or "") in allowed


def _kept(stage: str, number: int) -> bool:
    return kind_of(f"{stage}/{number}.old") is Kind.FILE


def digest(path: str) -> str | None:
    """The sha256 of a regular file, in hexadecimal; None where there is none."""
    return sha256(read(path)[0]).hexdigest() if kind_of(path) is Kind.FILE else None


def carry_out(root: str, stage: str, steps: Steps) -> None:
    """Prune, then place, in the order of the journal; raises OSError at the first step that can't be done."""
    for number, removal in steps.removals:
        os.rename(f"{root}/{removal.path}", f"{stage}/{number}.gone")
    remove_empty(root, steps.folders)
    made: set[str] = set()
    for number, placement in steps.placements:
        path = f"{root}/{placement.path}"
        make_folders(root, placement.path, made)
        if placement.before is not None:
            _keep(path, f"{stage}/{number}.old")
        os.replace(f"{stage}/{number}.new", path)


def _keep(path: str, kept: str) -> None:
    """Hold on to what stands at a path, without a moment at which nothing does, where the file system has links."""
    if kind_of(kept) is Kind.FILE:
        return  # kept before the kill that this run repairs
    try:
        os.link(path, kept, follow_symlinks=False)
    except OSError as failure:
        if failure.errno not in _NO_LINKS:
            raise
        os.rename(path, kept)


def take_back(root: str, stage: str, journal: Journal) -> None:
    """Undo whatever was done of a journal; to do it twice is to do it once. Raises OSError where it can't be done."""
    for number, placement in enumerate(journal.placements):
        path = f"{root}/{placement.path}"
        if not _reachable(root, placement.path, set()):
            continue
        if _kept(stage, number):
            os.replace(f"{stage}/{number}.old", path)
        elif placement.before is None and kind_of(f"{stage}/{number}.new") is None and digest(path) == placement.sha256:
            os.unlink(path)
    made = {folder for placement in journal.placements for folder in folders_of(placement.path)}
    deepest_first = sorted(made, key=lambda folder: (-folder.count("/"), folder))
    remove_empty(root, [folder for folder in deepest_first if _reachable(root, folder, set())])
    for number, removal in enumerate(journal.removals):
        if kind_of(f"{stage}/{number}.gone") is Kind.FILE and _reachable(root, removal.path, set()):
            make_folders(root, removal.path, set())
            os.replace(f"{stage}/{number}.gone", f"{root}/{removal.path}")


def make_folders(root: str, path: str, made: set[str]) -> None:
    """The folders above a path; ``made`` holds those known to be there. The mode does not follow the umask."""
    missing = []
    for folder in folders_of(path):
        if folder in made:
            break
        missing.append(folder)
    for folder in reversed(missing):
        made.add(folder)
        try:
            os.mkdir(f"{root}/{folder}", FOLDER_MODE)
        except FileExistsError:
            continue
        os.chmod(f"{root}/{folder}", FOLDER_MODE)


def remove_empty(root: str, folders: Iterable[str]) -> None:
    """Remove those of the folders that are empty; the others, and those that are not there, are left."""
    for folder in folders:
        with contextlib.suppress(OSError):
            os.rmdir(f"{root}/{folder}")
