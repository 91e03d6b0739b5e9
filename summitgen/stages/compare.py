"""Compare what the specs compile to with what stands in the output folder; looks only, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from summitgen.artifacts import Artifact
from summitgen.stages import manifest, messages
from summitgen.stages.containment import MANIFEST, folders_of, spelling
from summitgen.stages.listing import Kind, blocked_by, kinds_at, listing, read
from summitgen.stages.selection import WHOLE, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitgen.artifacts import Project
    from summitgen.findings import Finding


class Change(NamedTuple):
    """An artifact that is to replace a file with other bytes (``before``) or another executable bit."""

    artifact: Artifact
    before: bytes


@dataclass(frozen=True, slots=True)
class Comparison:
    """The drift of an output folder, each part sorted by path; the manifest itself is among the artifacts.

    ``refused`` are the reasons for which nothing may be written, ``kept`` the files that are in out/ and shouldn't
    be (foreign, or edited by hand) and that summitgen won't delete, ``notes`` are warnings about files that a build
    overwrites. ``folders`` are those to remove, once empty, the deepest first. ``expected`` is everything that was
    looked for.
    """

    added: tuple[Artifact, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[manifest.Entry, ...] = ()
    unchanged: int = 0
    refused: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    folders: tuple[str, ...] = ()
    expected: tuple[Artifact, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that the comparison has to say."""
        return self.refused + self.kept + self.notes

    @property
    def drift(self) -> int:
        """How many files a build would write or delete."""
        return len(self.added) + len(self.changed) + len(self.removed)


class _Tree(NamedTuple):
    """The output folder as found: where it is, what stands in it and at the copies' places, what its manifest says."""

    root: str
    out: str
    kinds: Mapping[str, Kind]
    manifest: manifest.Manifest


def compare(project: Project, artifacts: Iterable[Artifact], scope: Scope = WHOLE) -> Comparison:
    """What a build of ``artifacts`` would change in the project's output folder.

    Raises OSError where a file or folder can't be read.
    """
    root, out = str(project.root), project.out
    if blocked := blocked_by(root, out):
        return Comparison(refused=(messages.blocked(*blocked),))
    kinds = listing(root, out)
    path = f"{out}/{MANIFEST}"
    content = read(f"{root}/{path}")[0] if kinds.get(path) is Kind.FILE else None
    listed = manifest.parse(content, project)
    every = sorted(artifacts, key=lambda artifact: artifact.path)
    copies = {artifact.path for artifact in every if artifact.copy_of}
    copies.update(path for path, entry in listed.entries.items() if entry.copy_of)
    tree = _Tree(root, out, {**kinds, **kinds_at(root, copies)}, listed)
    if tree.manifest.problem and (not tree.manifest.ours or not scope.selection.everything):
        return Comparison(refused=(messages.unusable_manifest(path, tree.manifest, tree.manifest.problem),))
    return _compare(tree, every, scope)


def _compare(tree: _Tree, artifacts: list[Artifact], scope: Scope) -> Comparison:
    wanted = {artifact.path for artifact in artifacts} | scope.others | {f"{tree.out}/{MANIFEST}"}
    removed, kept = _unwanted(tree, wanted, scope)
    every = [*artifacts, _next_manifest(tree, artifacts, scope)]
    added = [artifact for artifact in every if tree.kinds.get(artifact.path) is not Kind.FILE]
    changed, unchanged = _existing(tree, every)
    gone = {entry.path for entry in removed}
    refused = [finding for artifact in added for finding in _in_the_way(tree, artifact.path, gone)]
    problem = tree.manifest.problem
    notes = [messages.damaged_manifest(f"{tree.out}/{MANIFEST}", problem)] if problem else []
    for change in changed:
        finding, refuses = _overwriting(tree, change)
        if finding:
            (refused if refuses else notes).append(finding)
    return Comparison(
        tuple(added),
        tuple(changed),
        tuple(removed),
        unchanged,
        tuple(dict.fromkeys(refused)),
        tuple(kept),
        tuple(notes),
        _folders(tree, added, gone),
        tuple(every),
    )


def _next_manifest(tree: _Tree, artifacts: list[Artifact], scope: Scope) -> Artifact:
    entries = {
        a.path: manifest.Entry(a.path, sha256(a.content).hexdigest(), a.target, a.mode, a.copy_of) for a in artifacts
    }
    if not scope.selection.everything:
        for path, entry in tree.manifest.entries.items():
            if path in scope.others or not scope.selection.covers(path, entry.target):
                entries.setdefault(path, entry)
    return Artifact(f"{tree.out}/{MANIFEST}", "manifest", manifest.render(entries.values()))


def _existing(tree: _Tree, artifacts: list[Artifact]) -> tuple[list[Change], int]:
    """The artifacts whose file has other bytes or another executable bit, and how many are as they should be.

    Of the permission bits only that one counts: it is all that git keeps, and the others follow the umask of
    whoever cloned.
    """
    changed, unchanged = [], 0
    for artifact in artifacts:
        if tree.kinds.get(artifact.path) is Kind.FILE:
            before, mode = read(f"{tree.root}/{artifact.path}")
            if before == artifact.content and (mode ^ artifact.mode) & 0o100 == 0:
                unchanged += 1
            else:
                changed.append(Change(artifact, before))
    return changed, unchanged


def _overwriting(tree: _Tree, change: Change) -> tuple[Finding | None, bool]:
    """What there is to say of a file that would be overwritten, and whether that forbids it."""
    path = change.artifact.path
    if path == f"{tree.out}/{MANIFEST}":
        return None, False
    if line := messages.conflict_line(change.before):
        note = messages.conflicted(path, line)
    else:
        note = messages.hand_edited(path)
    entry = tree.manifest.entries.get(path)
    if entry is None:
        return (None, False) if change.before == change.artifact.content else (messages.foreign_in_the_way(path), True)
    return (None if sha256(change.before).hexdigest() == entry.sha256 else note), False


def _unwanted(tree: _Tree, wanted: set[str], scope: Scope) -> tuple[list[manifest.Entry], list[Finding]]:
    """The generated files to prune, and findings for the files that are not summitgen's to delete."""
    removed: list[manifest.Entry] = []
    kept: list[Finding] = []
    spelt = {spelling(path) for path in wanted}
    for path in sorted(tree.kinds.keys() - wanted):
        entry = tree.manifest.entries.get(path)
        if tree.kinds[path] is Kind.FOLDER or (entry and not scope.selection.covers(path, entry.target)):
            continue
        if entry is None and not path.startswith(f"{tree.out}/"):
            continue  # a neighbour of copies
        if entry is None or tree.kinds[path] is not Kind.FILE:
            kept.append(messages.foreign(path, tree.kinds[path]))
        elif tree.manifest.problem:
            kept.append(messages.not_pruned(path))
        elif sha256(read(f"{tree.root}/{path}")[0]).hexdigest() != entry.sha256:
            kept.append(messages.edited_and_unwanted(path))
        elif spelling(path) in spelt:
            kept.append(messages.other_case(path))
        else:
            removed.append(entry)
    return removed, kept


def _in_the_way(tree: _Tree, path: str, gone: set[str]) -> list[Finding]:
    """Why a file that isn't there can't be made: something else stands at its path or at one of its folders."""
    for folder in folders_of(path):
        kind = tree.kinds.get(folder, Kind.FOLDER)
        if kind is Kind.FOLDER or folder in gone:
            continue
        return [messages.in_the_way(folder, kind, Kind.FOLDER)]
    kind = tree.kinds.get(path, Kind.FILE)
    if kind is Kind.FILE:
        return []
    if kind is Kind.FOLDER:
        inside = [other for other, of in tree.kinds.items() if other.startswith(f"{path}/") and of is not Kind.FOLDER]
        if gone.issuperset(inside):
            return []
    return [messages.in_the_way(path, kind, Kind.FILE)]


def _folders(tree: _Tree, added: list[Artifact], gone: set[str]) -> tuple[str, ...]:
    """The folders to remove where they are empty by then: above what is pruned, and where a file is to stand."""
    folders = {folder for path in gone for folder in folders_of(path) if not f"{tree.out}/".startswith(f"{folder}/")}
    for artifact in added:
        if tree.kinds.get(artifact.path) is Kind.FOLDER:
            folders.add(artifact.path)
            inside = f"{artifact.path}/"
            folders.update(path for path, kind in tree.kinds.items() if path.startswith(inside) and kind is Kind.FOLDER)
    return tuple(sorted(folders, key=lambda path: (-path.count("/"), path)))
