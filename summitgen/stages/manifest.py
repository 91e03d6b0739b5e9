"""out/manifest.json: what was generated. It says whose a file is; it is no evidence of what is on disk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from summitgen.artifacts import HEADER
from summitgen.stages.containment import copy_problem, path_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import Project

VERSION = 1
_MODES = {"0644": 0o644, "0755": 0o755}
_KEYS = {"path", "sha256", "target", "mode"}
_COPY = "copyOf"


class Entry(NamedTuple):
    """A generated file: path relative to the project, sha256 of its bytes in hexadecimal, owner, permission bits.

    ``copy_of`` is the path of the artifact that a file outside the output folder repeats, else "".
    """

    path: str
    sha256: str
    target: str
    mode: int
    copy_of: str = ""


class Manifest(NamedTuple):
    """The entries by path; ``problem`` says why they are no evidence for pruning (None: they are).

    ``ours`` is False where the file was not written by summitgen.
    """

    entries: dict[str, Entry]
    problem: str | None = None
    ours: bool = True


def render(entries: Iterable[Entry]) -> bytes:
    """The manifest's bytes: sorted by path, one line an entry, so that diffs and merges stay small."""
    lines = ",\n".join(_line(entry) for entry in sorted(entries))
    head = f'{{\n  "generated": {json.dumps(HEADER)},\n  "version": {VERSION},\n  "artifacts": ['
    return (f"{head}\n{lines}\n  ]\n}}\n" if lines else f"{head}]\n}}\n").encode()


def _line(entry: Entry) -> str:
    path, target = json.dumps(entry.path, ensure_ascii=False), json.dumps(entry.target)
    copy = f', "{_COPY}": {json.dumps(entry.copy_of, ensure_ascii=False)}' if entry.copy_of else ""
    return f'    {{"path": {path}, "sha256": "{entry.sha256}", "target": {target}, "mode": "{entry.mode:04o}"{copy}}}'


def parse(content: bytes | None, project: Project) -> Manifest:
    """Read a manifest's bytes (None: there is none).

    Of a damaged one (a merge conflict, a file cut short) the lines that are whole still say which paths are
    summitgen's, which is enough to overwrite them, and not enough to delete anything.
    """
    if content is None:
        return Manifest({})
    try:
        document = json.loads(content)
    except ValueError:
        return _salvage(content, project)
    if not isinstance(document, dict) or document.get("generated") != HEADER:
        return Manifest({}, "it was not written by summitgen", ours=False)
    if document.get("version") != VERSION:
        return _damaged(content, project, f"its version is {document.get('version')!r} and not {VERSION}")
    artifacts = document.get("artifacts")
    entries = [_entry(item, project) for item in artifacts] if isinstance(artifacts, list) else [None]
    whole = {entry.path: entry for entry in entries if entry}
    if len(whole) != len(entries):
        return Manifest(whole, "it has entries that are not well-formed, or twice the same path")
    return Manifest(whole)


def _salvage(content: bytes, project: Project) -> Manifest:
    if content and HEADER.encode() not in content:
        return Manifest({}, "it was not written by summitgen", ours=False)
    conflict = b"<<<<<<< " in content
    return _damaged(content, project, "it has the marks of a merge conflict" if conflict else "it is damaged")


def _damaged(content: bytes, project: Project, problem: str) -> Manifest:
    entries: dict[str, Entry] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        try:
            entry = _entry(json.loads(line.strip().rstrip(",")), project)
        except ValueError:
            continue
        if entry:
            entries[entry.path] = entry
    return Manifest(entries, problem)


def _entry(item: object, project: Project) -> Entry | None:
    if not isinstance(item, dict) or item.keys() - {_COPY} != _KEYS:
        return None
    path, sha256, target, mode = item["path"], item["sha256"], item["target"], item["mode"]
    if not (isinstance(path, str) and isinstance(sha256, str) and isinstance(target, str) and isinstance(mode, str)):
        return None
    copy_of = item.get(_COPY, "")
    if mode not in _MODES or not _is_digest(sha256) or not _contained(path, copy_of, project):
        return None
    return Entry(path, sha256, target, _MODES[mode], copy_of)


def _contained(path: str, copy_of: object, project: Project) -> bool:
    """Whether the path is one in the output folder, or outside it that of a copy of such a file."""
    if copy_of == "":
        return path_problem(path, project.out) is None
    if not isinstance(copy_of, str) or path_problem(copy_of, project.out):
        return False
    return copy_problem(path, project) is None


def _is_digest(text: str) -> bool:
    return len(text) == 64 and not text.strip("0123456789abcdef")
