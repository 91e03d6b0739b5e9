# ruff: noqa: PTH105 - paths are strings here, as in all of the write stage.
"""Repair: finish, or take back, what a killed build left."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from summitgen.stages import journal as journals
from summitgen.stages import manifest, messages, moves
from summitgen.stages.containment import MANIFEST
from summitgen.stages.listing import Kind, kind_of, read
from summitgen.stages.stage import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.artifacts import Project
    from summitgen.findings import Finding
    from summitgen.stages.stage import Stage


def repair(root: str, project: Project, stage: Stage) -> tuple[Finding, ...]:
    """Put right what an earlier run left, then clear its stage; says what it did.

    An error among the findings means that the output folder is still half written. Raises OSError where there was
    nothing to put right and the stage can't be cleared.
    """
    if not stage.interrupted:
        stage.clear()
        return ()
    try:
        if journal := _journal(stage.undo, project):
            moves.take_back(root, stage.files, journal)
        if journal := _journal(stage.journal, project):
            _finish(root, project, stage, journal)
        stage.clear()
    except OSError as failure:
        return (messages.failed(failure, root, unchanged=False),)
    return (messages.repaired(),)


def _journal(path: str, project: Project) -> journals.Journal | None:
    if kind_of(path) is not Kind.FILE:
        return None
    listed = _listed(project)
    return journals.decode(read(path)[0], project, {path for path, entry in listed.items() if entry.copy_of})


def _listed(project: Project) -> Mapping[str, manifest.Entry]:
    """What the manifest lists, which may be that of before the interrupted build or of after it."""
    path = f"{project.root}/{project.out}/{MANIFEST}"
    return manifest.parse(read(path)[0], project).entries if kind_of(path) is Kind.FILE else {}


def _finish(root: str, project: Project, stage: Stage, journal: journals.Journal) -> None:
    moves.carry_out(root, stage.files, moves.remaining_steps(root, stage.files, journal))
    foreign = {
        placement.path
        for placement in journal.placements
        if placement.before is None and moves.digest(f"{root}/{placement.path}") not in {None, placement.sha256}
    }
    if foreign:
        _disown(f"{root}/{project.out}/{MANIFEST}", f"{stage.files}/manifest", project, foreign)


def _disown(path: str, staged: str, project: Project, foreign: set[str]) -> None:
    """Take files that somebody made since the kill off the manifest, so that they are nobody's to overwrite."""
    with contextlib.suppress(FileNotFoundError):
        entries = manifest.parse(read(path)[0], project).entries
        write_file(staged, manifest.render(entry for entry in entries.values() if entry.path not in foreign), 0o644)
        os.replace(staged, path)
