"""How long each stage takes, and on a terminal a sign of life when a command takes long."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.status import Status

PATIENCE = 0.5  # seconds without a sign of life; rich takes a tenth of that to load


class Stopwatch:
    """Times stages; use it as a context manager, so that the sign of life is taken away at the end."""

    def __init__(self, *, sign_of_life: bool) -> None:
        """``sign_of_life``: show the stage on standard error once the command has taken ``PATIENCE`` seconds."""
        self.times: dict[str, float] = {}
        self._shows = sign_of_life and sys.stderr.isatty()
        self._status: Status | None = None
        self._start = time.perf_counter()

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()
            self._status = None

    @contextmanager
    def watch(self, stage: str) -> Iterator[None]:
        """Time a stage, in seconds of the wall clock."""
        start = time.perf_counter()
        if self._shows and start - self._start > PATIENCE:
            self._show(stage)
        try:
            yield
        finally:
            self.times[stage] = time.perf_counter() - start

    def lines(self) -> str:
        """The times as text, a line a stage."""
        return "".join(f"{stage:<10}{seconds * 1000:9.1f} ms\n" for stage, seconds in self.times.items())

    def _show(self, stage: str) -> None:
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True).status(stage)
            self._status.start()
        self._status.update(f"{stage} …")
