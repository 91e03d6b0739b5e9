"""Running the workflows' scripts as their steps do: with their environment alone, and programs that answer as told."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from subprocess import run
from typing import TYPE_CHECKING, Any

from tests.support import summit
from tests.targets.texts.stage import BASH, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCRIPTS = summit.ROOT / "templates/workflows"
DIGEST = f"sha256:{'a' * 64}"


@dataclass(frozen=True)
class Done:
    """How a step ended: its status, what it printed, its outputs, and the programs that it called."""

    status: int
    said: str
    outputs: dict[str, str]
    calls: list[tuple[str, ...]]


class Step:
    """A folder in which a script runs, with programs that write down how they are called."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder, {})
        self.folder = folder
        for program in ("gh", "git"):
            self.stage.write(f"bin/{program}", (folder / "bin/helm").read_text(encoding="utf-8"))

    def answer(self, program: str, body: str) -> None:
        """What a program does: bash, in which $arguments are its arguments."""
        self.stage.answer(program, body)

    def replies(self, program: str, answers: Mapping[str, Any], failing: str = "") -> None:
        """What a program prints, by the beginning of its arguments; a call that holds ``failing`` fails."""
        fail = f"case \"$arguments\" in *'{failing}'*) echo refused >&2; exit 7 ;; esac\n" if failing else ""
        cases = []
        for index, (beginning, data) in enumerate(answers.items()):
            (self.folder / f"{program}.{index}").write_text(json.dumps(data), encoding="utf-8")
            cases.append(f'case "$arguments" in \'{beginning}\'*) cat "$STAGE/{program}.{index}" ;; esac\n')
        self.answer(program, fail + "".join(cases))

    def run(self, script: str, **env: str) -> Done:
        """Run one of the scripts."""
        from tests.targets.workflows.test_workflows import outputs

        output = self.folder / "output"
        output.write_text("", encoding="utf-8")
        (self.folder / "calls").write_text("", encoding="utf-8")
        given = {"GITHUB_OUTPUT": str(output), "STAGE": str(self.folder), "LC_ALL": "C.UTF-8", **env}
        given["PATH"] = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        # GitHub calls bash so.
        bash = [BASH, "--noprofile", "--norc", "-eo", "pipefail"]
        words = [sys.executable] if script.endswith(".py") else bash
        done = run(
            [*words, str(SCRIPTS / script)], env=given, cwd=self.folder, capture_output=True, text=True, check=False
        )
        return Done(done.returncode, done.stdout + done.stderr, outputs(output), self.stage.calls())
