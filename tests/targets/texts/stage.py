"""A stage for the generated scripts: their folder, and programs that write down how they are called and answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from summitgen.model.environment import Environment
from summitgen.model.resolved import ResolvedEnvironment
from summitgen.targets import guide, scripts
from summitgen.values.compilation import Compilation
from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

BASH = shutil.which("bash") or "/bin/bash"
STUB = """#!{bash}
{{ printf '%s' "${{0##*/}}"; (($# == 0)) || printf '\\037%s' "$@"; printf '\\036'; }} >>"$STAGE/calls"
arguments="$*"
[[ ! -f "$STAGE/${{0##*/}}.answer" ]] || . "$STAGE/${{0##*/}}.answer"
"""
PROGRAMS = ("kubectl", "helm", "curl", "docker", "sleep")
Call = tuple[str, ...]


def compilation(specs: Iterable[ResolvedEnvironment]) -> Compilation:
    """What targets plan from that look at the specs alone."""
    return Compilation(summit.project(), (), (), {}, {}, {}, tuple(specs))


def environment(data: Mapping[str, Any], name: str = "e") -> ResolvedEnvironment:
    """An environment given as data."""
    from summitgen.findings import Place
    from summitgen.syntax import Mapping as Tree

    file = f"environments/{name}.yaml"
    return ResolvedEnvironment(name, file, Tree({}, Place(file, 1, 1)), Environment.model_validate(data))


def texts(specs: Iterable[ResolvedEnvironment]) -> dict[str, str]:
    """The scripts and the guide of some environments, by path below out/."""
    found = compilation(specs)
    planned = (*scripts.TARGET.plan(found), *guide.TARGET.plan(found))
    return {one.path.removeprefix("out/"): one.render() for one in planned}


@cache
def summit_texts() -> dict[str, str]:
    """Summit's scripts and guide."""
    return texts(summit.environments())


@dataclass
class Stage:
    """A folder with scripts and programs; ``run`` gives a script's result, ``calls`` what the programs were called."""

    folder: Path
    files: Mapping[str, str] = field(default_factory=summit_texts)

    def __post_init__(self) -> None:
        for path, text in self.files.items():
            self.write(path, text)
        for name in PROGRAMS:
            self.write(f"bin/{name}", STUB.format(bash=BASH))
        for workload in ("summit", "web", "ml-engine", "w"):
            self.write(f"docker/{workload}/Dockerfile", "FROM scratch\n")

    def write(self, path: str, text: str) -> None:
        """A file that can be run."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        file.chmod(0o755)

    def answer(self, program: str, body: str) -> None:
        """What a program does: bash, in which $arguments are its arguments."""
        (self.folder / f"{program}.answer").write_text(body, encoding="utf-8")

    def run(self, script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a script with nothing of this machine's environment but the path of bash, jq and the like."""
        (self.folder / "calls").write_text("", encoding="utf-8")
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            [BASH, str(self.folder / "scripts" / script), *arguments],
            env={"PATH": path, "STAGE": str(self.folder), "LC_ALL": "C.UTF-8", **variables},
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def calls(self, program: str | None = None) -> list[Call]:
        """The calls of all programs, or of one, in their order."""
        text = (self.folder / "calls").read_bytes().decode()
        found = [tuple(call.split("\x1f")) for call in text.split("\x1e")[:-1]]
        return [call for call in found if program in (None, call[0])]

    def changes(self) -> list[str]:
        """The calls that change a cluster, as lines without the namespace."""
        changing = ("abort", "undo", "rollback", "scale")
        return [
            " ".join(call).replace(" --namespace intelgraph-prod", "")
            for call in self.calls()
            if any(word in call for word in changing) and "get" not in call
        ]
