"""The composite action: judged by linters, and its steps run as a runner would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.changes.project import BASE, edit, git, make
from tests.support import summit

ACTION = summit.ROOT / "action.yml"
STEPS: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
BIN = Path(sys.executable).parent


class Ran(NamedTuple):
    """What a run of the action gave."""

    code: int
    log: str
    summary: str
    outputs: str


def run(root: Path, temporary: Path, steps: list[dict[str, Any]], **inputs: str) -> Ran:
    """Run steps as a runner does: each in a bash of its own, until one fails."""
    temporary.mkdir()
    python = temporary / "summitgen/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    files = {name: temporary / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for file in files.values():
        file.touch()
    given = {"project": ".", "summary": "true", "from": "HEAD^1", **inputs}
    base = {**os.environ, "RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(summit.ROOT)}
    base |= {name: str(file) for name, file in files.items()} | {"GITHUB_WORKSPACE": str(root)}
    code, log = 0, ""
    for step in steps:
        if step.get("if") == "inputs.summary == 'true'" and given["summary"] != "true":
            continue
        named = {
            name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
            for name, value in step.get("env", {}).items()
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=root, env={**base, **named}, capture_output=True, text=True, check=False)
        log += done.stdout
        if done.returncode:
            code = done.returncode
            break
    return Ran(code, log, *(file.read_text() for file in files.values()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with two commits, the second of which changes nothing."""
    made = tmp_path / "it's a $(shop)"
    make(made)
    git(made, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    return made


def test_a_clean_project(root: Path, tmp_path: Path) -> None:
    ran = run(root, tmp_path / "runner", STEPS[1:])
    assert (ran.code, ran.outputs) == (0, "")
    assert "Nothing." in ran.summary and "::error" not in ran.log


def test_drift_is_annotated_and_kept_as_a_patch(root: Path, tmp_path: Path) -> None:
    edit(root, "replicas: 3", "replicas: 2")
    ran = run(root, tmp_path / "runner", STEPS[1:])
    assert ran.code == 1
    assert "::error file=out/k8s/dev/web/deployment.yaml" in ran.log
    assert "runs with fewer replicas" in ran.summary
    patch = Path(ran.outputs.removeprefix("patch=").rstrip("\n"))
    git(root, "apply", "--check", str(patch))
    git(root, "apply", str(patch))
    assert "replicas: 2" in (root / "out/k8s/dev/web/deployment.yaml").read_text()


def test_a_wrong_spec_is_annotated_at_its_line(root: Path, tmp_path: Path) -> None:
    edit(root, "port:", "prot:")
    ran = run(root, tmp_path / "runner", STEPS[1:])
    assert (ran.code, ran.summary, ran.outputs) == (2, "", "")
    assert "::error file=environments/base.yaml,line=4" in ran.log


def test_inputs_reach_the_program_as_they_are(root: Path, tmp_path: Path) -> None:
    (root / "environments/base.yaml").write_text(BASE)
    ran = run(root, tmp_path / "runner", STEPS[1:], project="environments", **{"from": "$(touch owned)"})
    assert ran.code == 0 and "there is no summary" in ran.log and not (root / "owned").exists()
    assert run(root, tmp_path / "other", STEPS[1:], summary="false").summary == ""


def test_it_installs_from_the_hashed_lock_beside_it(root: Path, tmp_path: Path) -> None:
    runner = tmp_path / "shims"
    runner.mkdir()
    shim = '#!/bin/sh\necho "$@" >> "$RUNNER_TEMP/calls"\n'
    (runner / "python3").write_text(f'{shim}mkdir -p "$3/bin"\ncp "$0" "$3/bin/python"\n')
    (runner / "python3").chmod(0o755)
    environment = {"PATH": f"{runner}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": "/a b"}
    subprocess.run(["bash", "-eo", "pipefail", "-c", STEPS[0]["run"]], env=environment, check=True)
    venv, install = (tmp_path / "calls").read_text().splitlines()
    assert venv == f"-m venv {tmp_path}/summitgen"
    assert install.endswith("--require-hashes --requirement /a b/requirements.lock")
    lock = (summit.ROOT / "requirements.lock").read_text()
    assert lock.count("--hash=sha256:") >= lock.count("==") > 5


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions"],
        ["zizmor", "--offline", "--no-progress"],
        ["zizmor", "--offline", "--no-progress", "--pedantic"],
    ],
)
@pytest.mark.parametrize("broken", [False, True])
def test_linters(command: list[str], broken: bool, tmp_path: Path) -> None:
    text = ACTION.read_text()
    if broken:
        text = text.replace("using: composite", "using: 1").replace('"$PROJECT"', '"${{ inputs.project }}"')
    path = tmp_path / "action.yml"
    path.write_text(text)
    done = subprocess.run([str(BIN / command[0]), *command[1:], str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) != broken, done.stdout + done.stderr
