"""Projects and artifacts for the tests of the write stage."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from summitgen.artifacts import Artifact, Project
from summitgen.stages.write import Outcome, inspect, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Snapshot = dict[str, tuple[bytes, int]]


def project_in(folder: Path) -> Project:
    """A project whose output folder is ``out``."""
    return Project(folder, "shop")


def artifacts(files: Mapping[str, str | bytes], target: str = "manifests", mode: int = 0o644) -> tuple[Artifact, ...]:
    """Artifacts by their path below out/."""
    return tuple(
        Artifact(f"out/{path}", target, content if isinstance(content, bytes) else content.encode(), mode)
        for path, content in files.items()
    )


def build(project: Project, files: Mapping[str, str | bytes]) -> Outcome:
    """Write the files."""
    return write(project, artifacts(files))


def check(project: Project, files: Mapping[str, str | bytes]) -> Outcome:
    """Compare with the files."""
    return inspect(project, artifacts(files))


def snapshot(root: Path) -> Snapshot:
    """Every file below a folder: its bytes and permission bits."""
    found: Snapshot = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118
            status = os.lstat(path)
            content = os.readlink(path).encode() if stat.S_ISLNK(status.st_mode) else _content(path)  # noqa: PTH115
            found[os.path.relpath(path, root)] = content, stat.S_IMODE(status.st_mode)
    return found


def _content(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def folders(root: Path) -> set[str]:
    """Every folder below a folder."""
    return {os.path.relpath(folder, root) for folder, _, _ in os.walk(root)}


def ids(outcome: Outcome) -> list[str]:
    """The ids of an outcome's findings, and of those with a place, the file."""
    return sorted(finding.id + (f" {finding.place.file}" if finding.place else "") for finding in outcome.findings)
