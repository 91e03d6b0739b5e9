"""Spec files on disk: their bytes, or a finding that says why they can't be had."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Final

# In our own words, since those of the operating system depend on the locale.
_REASONS: Final[Mapping[int, tuple[str, str, str]]] = {
    errno.EACCES: ("load/unreadable", "may not be read", "Change its permissions."),
    errno.ELOOP: ("load/unreadable", "is a symbolic link that leads to itself", "Replace the link by a file."),
    errno.ENAMETOOLONG: ("load/unreadable", "has too long a name", "Give it a shorter name."),
    errno.ENOENT: ("load/missing", "is not there", "Create it, or correct its name."),
    errno.ENOTDIR: ("load/missing", "is not there: a part of its path is a file", "Create it, or correct its path."),
}


def read(root: Path, file: str) -> bytes | Finding:
    """The bytes of a file that is relative to the project's root; symbolic links may not lead out of the project."""
    path = root / file
    try:
        # A pipe or device would block, so only what is a file is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            return error("load/unreadable", f"{file} is not a file", "Put a file in its place.", Place(file, 1, 1))
        if not _inside(root, path):
            message = f"{file} is a symbolic link that leads out of the project"
            return error("load/outside", message, "Copy the file into the project.", Place(file, 1, 1))
        return path.read_bytes()
    except OSError as problem:
        return unreadable(file, problem)


def unreadable(file: str, problem: OSError) -> Finding:
    """The finding for a file or folder that the operating system does not give."""
    code = errno.errorcode.get(problem.errno or 0, "unknown error")
    rule, reason, remedy = _REASONS.get(
        problem.errno or 0, ("load/unreadable", f"can't be read ({code})", "Make it readable.")
    )
    return error(rule, f"{file} {reason}", remedy, Place(file, 1, 1))


def _inside(root: Path, path: Path) -> bool:
    real_root, real = os.path.realpath(root), os.path.realpath(path)
    return os.path.commonpath((real_root, real)) == real_root
