"""One writer a project: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60.0
_PAUSE = 0.02


class BusyError(Exception):
    """Another process has held the lock for longer than one waits for it."""


@contextmanager
def locked(root: str, *, shared: bool = False, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the project's lock: alone, or (``shared``) together with others that only look.

    The lock is on the project's folder itself, so that a read-only project can be looked at and nothing is left
    behind. Waits for at most ``patience`` seconds, then raises BusyError; raises OSError where locks can't be had.
    """
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _acquire(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, kind: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError from None
            time.sleep(_PAUSE)
        else:
            return
