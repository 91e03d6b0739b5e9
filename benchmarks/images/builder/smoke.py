"""Runs an image's own entry point under runc and looks at what it does."""

from __future__ import annotations

import http.client
import json
import secrets
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.images.builder import bundle
from benchmarks.images.builder.results import BuilderError, Smoke

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Seconds after SIGTERM; Kubernetes waits 30 before it kills.
STOPPED_WITHIN = 15.0
# Where shells are: of Debian and Alpine, and of the debug tags of distroless images.
_SHELLS = ("/bin/sh", "/bin/bash", "/bin/ash", "/busybox/sh")


@dataclass(frozen=True, slots=True)
class Container:
    """A container that runs: ``folder`` has its bundle, root file system and output."""

    runc: Path
    folder: Path
    name: str
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All that it printed."""
        return (self.folder / "output.log").read_text(errors="replace")

    def execute(self, *command: str) -> int:
        """The exit code of a program that is run inside, as the container's own user."""
        return self._runc("exec", self.name, *command)

    def stop(self) -> tuple[float, int | None]:
        """SIGTERM to its first process: the seconds until its end, and its exit code, None when it goes on."""
        start = time.monotonic()
        self._runc("kill", self.name, "TERM")
        try:
            code: int | None = self.process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            code = None
        return time.monotonic() - start, code

    def end(self) -> None:
        """Kill and remove it, whatever state it is in."""
        self._runc("delete", "--force", self.name)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _runc(self, *arguments: str) -> int:
        command: list[str | Path] = [self.runc, "--root", self.folder / "state", *arguments]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode


@contextmanager
def container(runc: Path, folder: Path, specification: Mapping[str, Any]) -> Iterator[Container]:
    """Run a container for as long as the context lasts; ``folder`` takes its bundle and its output."""
    (folder / "config.json").write_text(json.dumps(specification))
    name = f"summitgen-{secrets.token_hex(4)}"
    command: list[str | Path] = [runc, "--root", folder / "state", "run", "--bundle", folder, name]
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    running = Container(runc, folder, name, process)
    try:
        yield running
    finally:
        running.end()


def look(running: Container, config: Mapping[str, Any], user: int, port: int, path: str, timeout: float) -> Smoke:
    """Wait until it answers, ask its HEALTHCHECK, look for a shell and stop it; raises BuilderError."""
    ready, status, body = _answer(running, port, path, timeout)
    command = bundle.health(config)
    health = None if command is None else running.execute(*command)
    shell = any(running.execute(shell, "-c", ":") == 0 for shell in _SHELLS)
    stopped, code = running.stop()
    return Smoke(ready, status, body, health, stopped, code, user, shell, running.log)


def _answer(running: Container, port: int, path: str, timeout: float) -> tuple[float, int, str]:
    start = time.monotonic()
    while time.monotonic() - start < timeout:
        if running.process.poll() is not None:
            raise BuilderError(f"it ended with {running.process.returncode} and printed:\n{running.log}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        finally:
            connection.close()
        return time.monotonic() - start, answer.status, body
    raise BuilderError(f"nothing answered at port {port} within {timeout:.0f} s; it printed:\n{running.log}")
