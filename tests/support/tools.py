"""The real programs that judge what summitgen makes: helm, kubeconform, kubectl-argo-rollouts, actionlint."""

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
    """The program's path, from the folder named by SUMMITGEN_TOOLS, else from the cache that `make tools` fills.

    Raises ToolMissingError.
    """
    folder = _folder()
    program = folder / name
    if not os.access(program, os.X_OK):
        raise ToolMissingError(f"{name} is not in {folder}: run `make tools`")
    return program


def _folder() -> Path:
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    try:
        return install.locate()[1]
    except golang.GoMissingError as missing:
        raise ToolMissingError(str(missing)) from missing
