"""Write the output folder: only what changed, and all of it or nothing.

Changed files are staged, the journal is written, then files are renamed into place. A kill before the journal
leaves a stage that the next run clears; a kill after it leaves a journal that the next build finishes. When the
operating system refuses a rename the journal is taken back. Files are not synced to the disk one by one (a
hundred times the cost): after a power cut the next check reads the bytes and sees what is missing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from summitgen.findings import has_errors
from summitgen.stages import journal as journals
from summitgen.stages import messages, moves
from summitgen.stages.compare import Comparison, compare
from summitgen.stages.lock import PATIENCE, BusyError, locked
from summitgen.stages.repair import repair
from summitgen.stages.selection import WHOLE, Scope
from summitgen.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.artifacts import Artifact, Project
    from summitgen.findings import Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was compared, whether it was ``written``, and all findings, with those of the file system."""

    comparison: Comparison = field(default_factory=Comparison)
    findings: tuple[Finding, ...] = ()
    written: bool = False

    @property
    def failed(self) -> bool:
        """Whether the output folder is not what the specs compile to, for a reason that a build doesn't remove."""
        return has_errors(self.findings)


def write(project: Project, artifacts: Iterable[Artifact], scope: Scope = WHOLE, patience: float = PATIENCE) -> Outcome:
    """Make the output folder what the artifacts say; where ``comparison.refused`` is not empty nothing is written.

    Waits up to ``patience`` seconds for another build. Whatever the file system refuses becomes a finding.
    """
    root = str(project.root)

    def act() -> Outcome:
        stage = Stage(root)
        findings = repair(root, project, stage)
        if has_errors(findings):
            return Outcome(findings=findings)
        comparison = compare(project, artifacts, scope)
        if not comparison.drift or comparison.refused:
            return Outcome(comparison, findings + comparison.findings)
        written, failures = _apply(root, stage, comparison)
        return Outcome(comparison, findings + comparison.findings + failures, written)

    return _guarded(root, act, shared=False, patience=patience)


def inspect(project: Project, artifacts: Iterable[Artifact], patience: float = PATIENCE) -> Outcome:
    """Compare without writing; a half-written output folder is a finding, and is not compared."""
    root = str(project.root)

    def act() -> Outcome:
        if Stage(root).interrupted:
            return Outcome(findings=(messages.interrupted(),))
        comparison = compare(project, artifacts)
        return Outcome(comparison, comparison.findings)

    return _guarded(root, act, shared=True, patience=patience)


def _guarded(root: str, act: Callable[[], Outcome], *, shared: bool, patience: float) -> Outcome:
    try:
        with locked(root, shared=shared, patience=patience):
            return act()
    except BusyError:
        return Outcome(findings=(messages.busy(patience),))
    except OSError as failure:
        return Outcome(findings=(messages.failed(failure, root),))


def _apply(root: str, stage: Stage, comparison: Comparison) -> tuple[bool, tuple[Finding, ...]]:
    artifacts = _in_order(comparison)
    journal = _journal(artifacts, comparison)
    try:
        stage.make()
        stage.put(artifacts)
        stage.commit(journals.encode(journal))
    except OSError as failure:
        with contextlib.suppress(OSError):
            stage.clear()
        return False, (messages.failed(failure, root),)
    try:
        moves.carry_out(root, stage.files, moves.all_steps(journal))
    except OSError as failure:
        return False, (_take_back(root, stage, journal, failure),)
    try:
        stage.clear()
    except OSError as failure:
        return True, (messages.not_cleared(failure, root),)
    return True, ()


def _in_order(comparison: Comparison) -> tuple[Artifact, ...]:
    """What to place, the manifest last: until then the old one is right about what was there before."""
    artifacts = [*comparison.added, *(change.artifact for change in comparison.changed)]
    return tuple(sorted(artifacts, key=lambda artifact: (artifact.target == "manifest", artifact.path)))


def _journal(artifacts: Iterable[Artifact], comparison: Comparison) -> journals.Journal:
    before = {change.artifact.path: sha256(change.before).hexdigest() for change in comparison.changed}
    return journals.Journal(
        tuple(journals.Placement(a.path, sha256(a.content).hexdigest(), before.get(a.path)) for a in artifacts),
        tuple(journals.Removal(entry.path, entry.sha256) for entry in comparison.removed),
        comparison.folders,
    )


def _take_back(root: str, stage: Stage, journal: journals.Journal, failure: OSError) -> Finding:
    try:
        stage.give_up()
        moves.take_back(root, stage.files, journal)
    except OSError:
        return messages.failed(failure, root, unchanged=False)
    with contextlib.suppress(OSError):
        stage.clear()  # what is left is taken back once more by the next build, to no effect
    return messages.failed(failure, root)
