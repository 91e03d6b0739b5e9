"""Make the operating system fail, or kill the process, at the n-th call that changes the file system.

Run as a program it builds a project once for each call and is killed there: see ``main``.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.stages.write.support import build, project_in

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = ("open", "write", "fchmod", "chmod", "mkdir", "replace", "rename", "link", "unlink", "rmdir")


class Faults:
    """Counts the calls of ``os`` that change files, and calls ``fault`` before each: number, name, arguments."""

    def __init__(self, fault: Callable[[int, str, tuple[Any, ...]], None]) -> None:
        self.calls = 0
        self._fault = fault
        self._real = {name: getattr(os, name) for name in CALLS}

    def __enter__(self) -> Faults:
        for name, real in self._real.items():
            setattr(os, name, self._counted(name, real))
        return self

    def __exit__(self, *_: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if not (name == "open" and not args[1] & os.O_WRONLY):
                number, self.calls = self.calls, self.calls + 1
                self._fault(number, name, args)
            return real(*args, **options)

        return call


def failing(numbers: Callable[[int], bool]) -> Callable[[int, str, tuple[Any, ...]], None]:
    """A full disk at the calls of these numbers."""

    def fault(number: int, name: str, args: tuple[Any, ...]) -> None:
        if numbers(number):
            path = next((arg for arg in args if isinstance(arg, str)), None)
            raise OSError(errno.ENOSPC, "No space left on device", path)

    return fault


def killing(at: int) -> Callable[[int, str, tuple[Any, ...]], None]:
    """A kill before the call of that number; of what is to be written, half is."""

    def fault(number: int, name: str, args: tuple[Any, ...]) -> None:
        if number == at:
            if name == "write":
                with open(f"/proc/self/fd/{args[0]}", "wb", buffering=0) as file:  # noqa: PTH123
                    file.write(bytes(args[1])[: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    return fault


def killing_an_undo(at: int) -> Callable[[int, str, tuple[Any, ...]], None]:
    """A disk that is full when the manifest is to be replaced, and a kill ``at`` calls later."""
    failed: list[int] = []

    def fault(number: int, name: str, args: tuple[Any, ...]) -> None:
        if failed and number == failed[0] + at:
            os.kill(os.getpid(), signal.SIGKILL)
        if not failed and name == "replace" and args[1].endswith("/manifest.json"):
            failed.append(number)
            raise OSError(errno.ENOSPC, "No space left on device", args[1])

    return fault


FAULTS = {"build": killing, "undo": killing_an_undo}


def main(folder: Path, kind: str, before: dict[str, str], after: dict[str, str]) -> int:
    """In ``folder/<n>`` build ``before``, then ``after`` in a process of its own that is killed at its n-th call.

    Ends with the first n that the build survives, and returns it.
    """
    for number in itertools.count(1):
        root = folder / str(number)
        root.mkdir()
        build(project_in(root), before)
        process = os.fork()
        if process == 0:
            with Faults(FAULTS[kind](number)):
                build(project_in(root), after)
            os._exit(0)
        if os.WIFEXITED(os.waitpid(process, 0)[1]):
            shutil.rmtree(root)
            return number
    raise AssertionError


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])))
