"""Running programs: within a time limit, without their children left behind, and all stopped at an interrupt."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import threading
from typing import TYPE_CHECKING, NamedTuple

from summitgen.verification.verdict import ToolError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TAIL_LINES, _TAIL_CHARACTERS = 12, 1500
_PATIENCE = 5.0  # seconds for a killed program's pipes to close


class Done(NamedTuple):
    """A program that has ended; a negative code is that of the signal that killed it."""

    code: int
    out: str
    err: str

    @property
    def tail(self) -> str:
        """The last lines of standard error, or of standard output where there is none."""
        return tail(self.err) or tail(self.out)

    @property
    def end(self) -> str:
        """How it ended, in words."""
        return f"was killed by signal {-self.code}" if self.code < 0 else f"ended with exit code {self.code}"


def tail(text: str) -> str:
    """The last lines of a text that are not empty."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-_TAIL_LINES:])[-_TAIL_CHARACTERS:]


class Processes:
    """Starts programs; ``stop`` kills those that run, and lets no other start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def run(self, words: Sequence[str], cwd: Path, env: Mapping[str, str], seconds: float) -> Done:
        """Run a program to its end, without input.

        Raises ToolError where it can't be started, or has not ended after so many seconds of the wall clock.
        """
        with self._start(words, cwd, env) as process:
            try:
                out, err = process.communicate(timeout=max(seconds, 0.0))
            except subprocess.TimeoutExpired:
                raise ToolError("took longer than the time-out, and was stopped", _last_words(process)) from None
            finally:
                with self._lock:
                    self._running.discard(process)
        return Done(process.returncode, out, err)

    def stop(self) -> None:
        """Kill what runs."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)

    def _start(self, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                raise ToolError("was stopped")
            try:
                process = subprocess.Popen(
                    words,
                    cwd=cwd,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    encoding="utf-8",
                    errors="replace",
                    # A session of its own, so that what the program starts can be killed with it.
                    start_new_session=True,
                )
            except OSError as problem:
                name = errno.errorcode.get(problem.errno or 0, "unknown error")
                raise ToolError(f"can't be started ({name})") from None
            self._running.add(process)
            return process


def _kill(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it has just ended
        return


def _last_words(process: subprocess.Popen[str]) -> str:
    _kill(process)
    try:
        out, err = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:  # a grandchild in another session holds the pipes
        return ""
    return tail(err) or tail(out)
