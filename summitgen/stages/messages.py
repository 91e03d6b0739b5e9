"""What the write stage has to say to a user, in one place so that it is said in one way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, error, warning

if TYPE_CHECKING:
    from summitgen.stages.listing import Kind
    from summitgen.stages.manifest import Manifest

_MOVE_AWAY = "Move it out of the output folder or delete it, then run `summitgen build`."
_MAKE_WAY = "Move it elsewhere or delete it, then run `summitgen build`."


def shown(path: str) -> str:
    """A path as it can be printed: bytes that are no UTF-8 and control characters are escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def _at(path: str, line: int = 1) -> Place:
    return Place(shown(path), line, 1)


def blocked(path: str, kind: Kind) -> Finding:
    """The output folder can't be used."""
    message = f"the output folder's path {shown(path)} is {kind.value}; it must be a folder, or not be there"
    return error("write/not-a-folder", message, "Delete it, or set another `out:` in summitgen.yaml.", _at(path))


def in_the_way(path: str, kind: Kind, needed: Kind) -> Finding:
    """Something of another kind stands where a file or folder is to be."""
    message = f"{kind.value} stands where {needed.value} is to be generated, and summitgen did not write it"
    return error("write/in-the-way", message, _MAKE_WAY, _at(path))


def foreign_in_the_way(path: str) -> Finding:
    """A file that summitgen didn't write stands where an artifact is to be."""
    message = "a file that summitgen did not write (the manifest doesn't list it) stands where one is generated"
    return error("write/foreign-file-in-the-way", message, _MAKE_WAY, _at(path))


def foreign(path: str, kind: Kind) -> Finding:
    """A file in the output folder that nothing generates."""
    message = f"{kind.value} that summitgen did not write is in the output folder, which holds generated files only"
    return error("write/foreign-file", message, _MOVE_AWAY, _at(path))


def edited_and_unwanted(path: str) -> Finding:
    """A file that is generated no more, but was edited since."""
    message = "this file is generated no more, and was edited by hand, so summitgen doesn't delete it"
    remedy = "Save what you need of it elsewhere and delete it."
    return error("write/edited-file-not-pruned", message, remedy, _at(path))


def other_case(path: str) -> Finding:
    """A file that is generated no more, and whose path on some file systems is that of another."""
    message = "this file is generated no more, but its path differs from a generated one's in upper and lower case only"
    return error("write/case-collision", message, "Delete it, then run `summitgen build`.", _at(path))


def not_pruned(path: str) -> Finding:
    """A file that a damaged manifest lists and nothing generates."""
    message = "this file is generated no more, and stays since the manifest that lists it is damaged"
    return error("write/not-pruned", message, "Look whether it holds anything you need, and delete it.", _at(path))


def hand_edited(path: str) -> Finding:
    """A generated file that is not as summitgen wrote it."""
    message = "this generated file was edited by hand; a build overwrites it"
    return warning("write/edited-file", message, "Put the change into a spec or a template instead.", _at(path))


def conflicted(path: str, line: int) -> Finding:
    """A generated file with the marks of a merge conflict."""
    message = "this generated file has the marks of a merge conflict"
    remedy = "Resolve the conflicts in the specs; `summitgen build` then writes this file anew."
    return warning("write/conflict", message, remedy, _at(path, line))


def damaged_manifest(path: str, problem: str) -> Finding:
    """A manifest that is evidence of nothing."""
    message = f"the manifest can't be relied on: {problem}. A build writes it anew and deletes nothing"
    return warning("write/damaged-manifest", message, "Run `summitgen build`, then look at what it reports.", _at(path))


def unusable_manifest(path: str, manifest: Manifest, problem: str) -> Finding:
    """A manifest that forbids writing."""
    if not manifest.ours:
        message = f"{path} stands where the manifest is to be, and {problem}"
        return error("write/foreign-file-in-the-way", message, _MOVE_AWAY, _at(path))
    message = f"the manifest can't be relied on ({problem}), so a part of the output can't be built by itself"
    return error("write/damaged-manifest", message, "Run `summitgen build` without --only and --env first.", _at(path))


def interrupted() -> Finding:
    """A build was killed while it moved files."""
    message = "a build was interrupted while it wrote the output folder, which is half old and half new"
    return error("write/interrupted", message, "Run `summitgen build`: it finishes what was begun.")


def repaired() -> Finding:
    """A build finished what another had begun."""
    message = "an earlier build was interrupted while it wrote the output folder; its changes were completed first"
    return warning("write/repaired", message, "Nothing needs doing.")


def busy(seconds: float) -> Finding:
    """Another summitgen holds the lock."""
    message = f"another summitgen has been writing to this project for {seconds:g} seconds"
    return error("write/locked", message, "Wait for it to end, then run the command again.")


def failed(failure: OSError, root: str, *, unchanged: bool = True) -> Finding:
    """The operating system refused something."""
    path = str(failure.filename or "").removeprefix(f"{root}/")
    subject = f"{shown(path)}: " if path else ""
    state = "The output folder is as it was" if unchanged else "The output folder is half written"
    message = f"{subject}{failure.strerror or failure}. {state}"
    remedy = (
        "See that the disk has room and that the project's folder can be read and written, then run `summitgen build`."
    )
    return error("write/failed", message, remedy, _at(path) if path else None)


def not_cleared(failure: OSError, root: str) -> Finding:
    """Everything was written, and the journal of it can't be removed."""
    path = str(failure.filename or "").removeprefix(f"{root}/")
    message = f"{shown(path)}: {failure.strerror or failure}. The output folder is written; its journal is still there"
    return error("write/not-cleared", message, "Run `summitgen build` again: it removes the journal.")


def conflict_line(content: bytes) -> int | None:
    """The number of the first line of a merge conflict, if the file has both of its marks."""
    if b"<<<<<<< " not in content or b">>>>>>> " not in content:
        return None
    lines = content.split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< ")), None)
