"""What actionlint and zizmor have in common: the workflows, at the place where GitHub looks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.verification.bench import Bench

FOLDER = "github/workflows/"


def select(bench: Bench) -> tuple[str, ...]:
    """The workflows of the output folder."""
    return tuple(file for file in bench.files if file.startswith(FOLDER) and file.endswith((".yml", ".yaml")))


def original(path: str) -> str:
    """The path below the output folder of a workflow that a tool calls ``.github/workflows/…``."""
    return path.removeprefix("./").removeprefix(".")
