"""The files that are judged, copied to where the tools look at them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, error, warning
from summitgen.stages import manifest
from summitgen.stages.containment import MANIFEST
from summitgen.stages.files import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from summitgen.artifacts import Project

OUT, REPOSITORY, RENDERED, HOME = "out", "repository", "rendered", "home"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_HOMES = (
    *("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"),
    *("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"),
)
_BUILD = "Run `summitgen build`."


@dataclass(frozen=True, slots=True)
class Bench:
    """``files`` by their path below the output folder ``out``; ``folder`` is where the copies are.

    In it: ``out``, the copies; ``repository``, the workflows as GitHub looks for them; ``home``, an empty home. The
    minor versions of Kubernetes ("1.34") are those that the environments name; others have the default.
    """

    files: Mapping[str, bytes]
    folder: Path
    out: str
    kubernetes_versions: Mapping[str, str]

    def place(self, file: str, line: int = 1, column: int = 1) -> Place:
        """A place of the project in a file of the output folder; tools that count from 0 or give nothing get 1."""
        return Place(f"{self.out}/{file}", max(line, 1), max(column, 1))

    def text(self, file: str) -> str:
        """A file's text; what is no UTF-8 in it is replaced."""
        return self.files[file].decode("utf-8", "replace")

    def environment(self) -> dict[str, str]:
        """The environment of the tools: nothing in the user's own can weaken them, or lead them to a network."""
        home = str(self.folder / HOME)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        folders = dict.fromkeys(_HOMES, home)
        return {**kept, **folders, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def collect(project: Project) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The files of the output folder that are on disk and in its manifest, and what hinders judging all of them."""
    path = f"{project.out}/{MANIFEST}"
    content = read(project.root, path)
    if isinstance(content, Finding):
        message = f"{path} can't be read, so that there is nothing to verify: {content.message}"
        return {}, (error("verify/manifest", message, _BUILD, Place(path, 1, 1)),)
    listed = manifest.parse(content, project)
    findings = []
    if listed.problem:
        message = f"what is generated is not known from {path}: {listed.problem}"
        findings.append(error("verify/manifest", message, _BUILD, Place(path, 1, 1)))
    files = {}
    for entry in listed.entries.values():
        if entry.copy_of:
            continue
        found = read(project.root, entry.path)
        if not isinstance(found, Finding):
            files[entry.path.removeprefix(f"{project.out}/")] = found
        elif found.id == "load/missing":
            findings.append(_missing(entry.path, path))
        else:
            findings.append(found)
    return dict(sorted(files.items())), tuple(findings)


def _missing(path: str, listing: str) -> Finding:
    message = f"{path} is in {listing} and not on disk: it was not judged"
    return warning("verify/missing", message, _BUILD, Place(path, 1, 1))


def lay_out(bench: Bench) -> None:
    """Copy the files to the bench's folder."""
    for name in (OUT, REPOSITORY, RENDERED, HOME):
        (bench.folder / name).mkdir(parents=True)
    # actionlint and zizmor take the folder above .git for the repository.
    (bench.folder / REPOSITORY / ".git").mkdir()
    for file, content in bench.files.items():
        _write(bench.folder / OUT / file, content)
        # Nothing else of github/: there could be a configuration of one of them.
        if file.startswith(("github/workflows/", "github/actions/")):
            _write(bench.folder / REPOSITORY / f".{file}", content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
