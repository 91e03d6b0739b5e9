"""Servers that live as long as a context: started, waited for, and ended by their own process id."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

# The kernel ends them even if this process is killed and can't.
_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM", "--")


class Running:
    """A server that was started."""

    def __init__(self, server: subprocess.Popen[bytes], log: Path) -> None:
        self._server = server
        self._log = log

    def wait_for(self, pattern: re.Pattern[str], timeout: float = 20.0) -> re.Match[str]:
        """The first place in its log that matches; raises BuilderError when it ends or ``timeout`` seconds pass."""
        found: list[re.Match[str]] = []

        def look() -> bool:
            match = pattern.search(self._log.read_text(errors="replace"))
            if match:
                found.append(match)
            return match is not None

        self.wait_until(look, timeout)
        return found[0]

    def wait_until(self, ready: Callable[[], bool], timeout: float = 20.0) -> None:
        """Wait for a condition; raises BuilderError when it ends or ``timeout`` seconds pass."""
        deadline = time.monotonic() + timeout
        while not ready():
            if self._server.poll() is not None or time.monotonic() > deadline:
                said = self._log.read_text(errors="replace")[-2000:]
                raise BuilderError(f"{self._log.stem} did not start:\n{said}")
            time.sleep(0.05)


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a server with its output in ``log``; SIGTERM at the end, SIGKILL 20 seconds later."""
    with log.open("wb") as output:
        try:
            server = subprocess.Popen(
                [*_WITH_PARENT, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise BuilderError(f"{command[0]} can't be started: {error}") from error
    try:
        yield Running(server, log)
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
