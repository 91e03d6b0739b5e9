"""The real programs that judge what summitgen makes: helm, kubeconform, kubectl-argo-rollouts, actionlint, buildx, …"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tools import golang, install

ENVIRONMENT = "SUMMITGEN_TOOLS"


class ToolMissingError(Exception):
    """A program that the tests need is not there; a test must fail then, and never be skipped."""


@cache
def tool(name: str) -> Path:
    """The program's path, from a folder named by SUMMITGEN_TOOLS (like PATH), else from the caches of `make tools`.

    Raises ToolMissingError.
    """
    folders = _folders()
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return folder / name
    raise ToolMissingError(f"{name} is not in {' or '.join(map(str, folders))}: run `make tools`")


def _folders() -> tuple[Path, ...]:
    if named := os.environ.get(ENVIRONMENT):
        return tuple(map(Path, named.split(os.pathsep)))
    try:
        return install.folders()
    except golang.GoMissingError as missing:
        raise ToolMissingError(str(missing)) from missing
