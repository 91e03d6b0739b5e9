# A clean build stages thousands of files; paths are strings here.
# ruff: noqa: PTH103, PTH105, PTH108
"""The folder ``.summitgen`` of a project: there while a build writes, and after one that was killed.

It holds ``stage/`` (new files, and those that they replaced) and, while files are moved, ``journal``; a journal
that is being taken back is called ``undo``. All of it is on the project's file system, so that renames do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from typing import TYPE_CHECKING

from summitgen.stages.listing import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import Artifact

FOLDER = ".summitgen"


class Stage:
    """The paths of a project's staging folder."""

    __slots__ = ("files", "folder", "journal", "undo")

    def __init__(self, root: str) -> None:
        self.folder = f"{root}/{FOLDER}"
        self.files = f"{self.folder}/stage"
        self.journal = f"{self.folder}/journal"
        self.undo = f"{self.folder}/undo"

    @property
    def interrupted(self) -> bool:
        """Whether a build was killed while it moved files."""
        left = (self.journal, self.undo)
        return kind_of(self.folder) is Kind.FOLDER and any(kind_of(path) for path in left)

    def make(self) -> None:
        """An empty stage, out of git's sight; raises OSError."""
        if kind_of(self.folder) is Kind.OTHER:
            raise FileExistsError(
                errno.EEXIST, "a symbolic link or a special file stands where files are staged", self.folder
            )
        os.makedirs(self.files, 0o700)
        write_file(f"{self.folder}/.gitignore", b"*\n", 0o644)

    def put(self, artifacts: Iterable[Artifact]) -> None:
        """Stage the artifacts, numbered in their order; raises OSError."""
        for number, artifact in enumerate(artifacts):
            write_file(f"{self.files}/{number}.new", artifact.content, artifact.mode)

    def commit(self, content: bytes) -> None:
        """Write the journal; from here on the build is going to be finished, by this run or the next."""
        write_file(f"{self.files}/journal", content, 0o644)
        os.replace(f"{self.files}/journal", self.journal)

    def give_up(self) -> None:
        """Turn the journal into one to be taken back; a rename, so that it works on a full disk."""
        os.replace(self.journal, self.undo)

    def clear(self) -> None:
        """Forget the journal, then the staged files; raises OSError where the journal can't be removed."""
        if kind_of(self.folder) is not Kind.FOLDER:
            return
        for path in (self.journal, self.undo):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        shutil.rmtree(self.folder, ignore_errors=True)


def write_file(path: str, content: bytes, mode: int) -> None:
    """A new file of these permission bits, whatever the umask; raises OSError (a full disk, say)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, mode)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as failure:
        failure.filename = failure.filename or path
        raise
    finally:
        os.close(descriptor)
