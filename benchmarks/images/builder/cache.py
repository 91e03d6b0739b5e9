"""What is made once a machine and kept: each thing in a folder named by its recipe."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Raised when the code that makes things changes what it makes of the same recipe.
FORMAT = 1


class Cache:
    """Folders below ``root``, made once: a folder that is there is complete."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, name: str, recipe: str, make: Callable[[Path], None]) -> Path:
        """The folder of ``name`` and ``recipe``; where it is missing ``make`` fills an empty one first.

        What ``make`` raises goes through, and leaves nothing.
        """
        digest = hashlib.sha256(f"{FORMAT}\0{recipe}".encode()).hexdigest()[:16]
        folder = self.root / f"{name}-{digest}"
        if not folder.is_dir():
            with self.scratch(name) as temporary:
                made = temporary / "made"
                made.mkdir()
                make(made)
                made.rename(folder)
        return folder

    @contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """An empty folder on the same file system, gone afterwards; of a process that was killed, at the next call."""
        self.root.mkdir(parents=True, exist_ok=True)
        self._sweep()
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=self.root) as temporary:
            place = Path(temporary)
            with (place / "new").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # Only now, so that nobody finds it unlocked.
                (place / "new").rename(place / "lock")
                (place / "contents").mkdir()
                yield place / "contents"

    def _sweep(self) -> None:
        """Remove the scratch folders whose processes are gone: the kernel has dropped their locks."""
        for held in self.root.glob(".*/lock"):
            try:
                with held.open("w") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(held.parent, ignore_errors=True)
            except OSError:
                continue

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other process makes things here."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def default(environ: Mapping[str, str] = os.environ) -> Cache:
    """The user's cache of images, beside that of the tools."""
    return Cache(install.cache_root(environ).parent / "images")
