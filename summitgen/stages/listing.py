"""What stands in the output folder: a listing that follows no symbolic link."""

from __future__ import annotations

import os
import stat
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Kind(Enum):
    """What a path is; ``OTHER`` is a symbolic link, a pipe, a socket or a device."""

    FILE = "a file"
    FOLDER = "a folder"
    OTHER = "a symbolic link or a special file"


def kind_of(path: str) -> Kind | None:
    """What stands at a path, without following it; None where nothing does. Raises OSError where it can't be seen."""
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISREG(mode):
        return Kind.FILE
    return Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER


def blocked_by(root: str, out: str) -> tuple[str, Kind] | None:
    """The first component of ``out`` (relative to ``root``) that stands there and is no folder."""
    names = out.split("/")
    for count in range(1, len(names) + 1):
        path = "/".join(names[:count])
        kind = kind_of(f"{root}/{path}")
        if kind is None:
            return None
        if kind is not Kind.FOLDER:
            return path, kind
    return None


def listing(root: str, out: str) -> Mapping[str, Kind]:
    """Everything below ``out``, by its path relative to ``root``; empty where there is no such folder.

    Raises OSError where a folder can't be read.
    """
    found: dict[str, Kind] = {}
    folders = [out]
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{root}/{folder}")
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.is_file(follow_symlinks=False):
                    found[path] = Kind.FILE
                elif entry.is_dir(follow_symlinks=False):
                    found[path] = Kind.FOLDER
                    folders.append(path)
                else:
                    found[path] = Kind.OTHER
    return found


def kinds_at(root: str, paths: Iterable[str]) -> Mapping[str, Kind]:
    """What stands at the paths and at the folders above them, by path; below what is no folder nothing stands.

    Where a folder stands at one of the paths itself, all in it is listed as well. Raises OSError.
    """
    found: dict[str, Kind | None] = {}
    for path in sorted(paths):
        names = path.split("/")
        for above in ("/".join(names[:count]) for count in range(1, len(names) + 1)):
            if above not in found:
                found[above] = kind_of(f"{root}/{above}")
            if found[above] is not Kind.FOLDER:
                break
        else:
            found.update(listing(root, path))
    return {path: kind for path, kind in found.items() if kind}


def read(path: str) -> tuple[bytes, int]:
    """A regular file's bytes and permission bits. Raises OSError, also for a symbolic link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        content = os.read(descriptor, status.st_size + 1)
        if len(content) != status.st_size:  # written to meanwhile, or more than one read returns
            while more := os.read(descriptor, 1 << 20):
                content += more
        return content, stat.S_IMODE(status.st_mode)
    finally:
        os.close(descriptor)
