"""A repository with the generated workflows, whose actions and programs are those of ``world.py``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from summitgen.targets.workflows import plan
from summitgen.values.compilation import Compilation
from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAMS = ("aws", "cosign", "curl", "docker", "gh", "helm", "kubectl", "kubectl-argo-rollouts", "trivy")
WORLD = Path(__file__).with_name("world.py")
ACTION = re.compile(r"^(?P<repository>[^/@]+/[^/@]+)(?P<folder>/[^@]+)?@(?P<commit>[0-9a-f]{40})$")


@dataclass(frozen=True, slots=True)
class Project:
    """A repository: its folder, the folder of its programs, and where act finds each action instead."""

    root: Path
    programs: Path
    actions: dict[str, Path]


def workflows(only: Iterable[str]) -> dict[str, str]:
    """Summit's workflows by file name, generated from specs that hold these workloads alone."""
    wanted = set(only)
    specs = []
    for one in summit.environments():
        workloads = {name: workload for name, workload in one.spec.workloads.items() if name in wanted}
        specs.append(replace(one, spec=one.spec.model_copy(update={"workloads": workloads})))
    compilation = Compilation(summit.project(), (), (), {}, {}, {}, tuple(specs))
    return {Path(one.path).name: one.render() for one in plan(compilation)}


def lay_down(folder: Path, texts: dict[str, str]) -> Project:
    """The repository with these workflows and one commit."""
    root, programs = folder / "repository", folder / "bin"
    target = root / ".github/workflows"
    target.mkdir(parents=True)
    for name, text in texts.items():
        (target / name).write_text(for_act(text), encoding="utf-8")
    _commit(root)
    programs.mkdir()
    for name in PROGRAMS:
        _program(programs / name, name)
    # Steps with `shell: python` take the first on the path.
    _script(programs / "python", f'exec "{sys.executable}" "$@"')
    return Project(root, programs, _actions(folder / "actions", texts))


def for_act(text: str) -> str:
    """The workflow without what act can't read; nothing of it decides which job runs, or what it does."""
    # act knows neither locks nor this key of theirs, and refuses what it doesn't know.
    text = text.replace("      queue: max\n", "")
    # GitHub looks at `if` before the matrix; act reads the matrix of a job that is skipped too, from outputs that are
    # not there.
    return re.sub(
        r"fromJSON\((needs\.[\w-]+)(\.outputs\.[\w-]+)\)", r"fromJSON(\1.result == 'success' && \1\2 || '[]')", text
    )


def _commit(root: Path) -> None:
    who = ("-c", "user.name=summitgen", "-c", "user.email=summitgen@example.com", "-c", "commit.gpgsign=false")
    git = shutil.which("git") or "git"
    date = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    for words in (["init", "--quiet", "--initial-branch=main"], ["add", "."], [*who, "commit", "--quiet", "-m", "x"]):
        subprocess.run([git, *words], cwd=root, env={**os.environ, **date}, check=True)


def _script(file: Path, body: str) -> None:
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


def _program(file: Path, name: str) -> None:
    _script(file, f'exec "{sys.executable}" -IS "{WORLD}" {name} "$@"')


def _actions(folder: Path, texts: dict[str, str]) -> dict[str, Path]:
    """A folder for each action, which hands its inputs to the world: those that the workflows give it."""
    inputs: dict[str, set[str]] = {}
    for text in texts.values():
        for job in yaml.load(text, yaml.CSafeLoader)["jobs"].values():
            for step in job.get("steps", []):
                if "uses" in step:
                    inputs.setdefault(step["uses"], set()).update(step.get("with", {}))
    found: dict[str, Path] = {}
    for use, names in inputs.items():
        match = ACTION.fullmatch(use)
        assert match is not None, use
        action = match["repository"] + (match["folder"] or "")
        # One commit of a repository is one folder, in which an action may have a folder of its own.
        place = folder / match["repository"].replace("/", "+")
        found[f"{match['repository']}@{match['commit']}"] = place
        file = place / (match["folder"] or "").strip("/") / "action.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_definition(action, names)), encoding="utf-8")
    return found


def _definition(action: str, names: set[str]) -> dict[str, Any]:
    call = f'exec "{sys.executable}" -IS "{WORLD}" action {action}'
    step = {"shell": "sh", "env": {"WITH": "${{ toJSON(inputs) }}"}, "run": call}
    declared = {name: {"description": name, "required": False} for name in sorted(names)}
    return {"name": action, "description": "-", "inputs": declared, "runs": {"using": "composite", "steps": [step]}}
