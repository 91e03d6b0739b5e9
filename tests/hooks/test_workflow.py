"""This repository's own workflow and git attributes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.changes.project import edit, git, make
from tests.support import summit
from tests.support.tools import tool

WORKFLOW = summit.ROOT / ".github/workflows/check.yml"
PIN = re.compile(
    r"actions/(checkout@3d3c42e5aac5ba805825da76410c181273ba90b1|upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a)"
    r" # v7\.0\.1"
)


def _judge(program: str, path: Path) -> subprocess.CompletedProcess[str]:
    commands = {
        "actionlint": [str(tool("actionlint")), "-shellcheck=", "-pyflakes=", str(path)],
        "zizmor": [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", str(path)],
    }
    return subprocess.run(commands[program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("program", ["actionlint", "zizmor"])
def test_it_lints_clean(program: str) -> None:
    judged = _judge(program, WORKFLOW)
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize(
    ("program", "old", "new"),
    [
        ("actionlint", "steps.check.outcome", "steps.chekc.outcome"),
        ("zizmor", "permissions:\n      contents: read # to check out", "permissions: write-all"),
        ("zizmor", "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@main"),
        ("zizmor", "persist-credentials: false", "fetch-depth: 1"),
    ],
)
def test_the_linters_see_a_violation(tmp_path: Path, program: str, old: str, new: str) -> None:
    text = WORKFLOW.read_text()
    assert old in text
    path = tmp_path / ".github/workflows/check.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new))
    assert _judge(program, path).returncode != 0


def test_what_it_runs_and_when() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow[True] == {"push": {"branches": ["main"]}, "pull_request": None, "merge_group": None}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    checkout, install, check, summary, patch, keep = job["steps"]
    assert checkout["with"] == {"persist-credentials": False, "fetch-depth": 2}
    assert install["run"] == "make .venv/.runtime"
    assert check["run"] == ".venv/bin/summitgen check --output-format github"
    assert "skipped" in summary["if"] and "failure" in patch["if"]
    assert patch["run"] == ".venv/bin/summitgen diff --color never | tee summitgen.patch"
    assert keep["with"]["path"] == "summitgen.patch"
    assert all(PIN.search(line) for line in WORKFLOW.read_text().splitlines() if "uses:" in line)


@pytest.mark.parametrize("commits", [1, 2])
def test_the_summary_compares_with_the_commit_before(tmp_path: Path, commits: int) -> None:
    root = tmp_path / "shop"
    make(root)
    edit(root, "replicas: 3", "replicas: 2")
    if commits == 2:
        git(root, "commit", "--quiet", "-a", "-m", "Fewer")
    (root / ".venv/bin").mkdir(parents=True)
    program = root / ".venv/bin/summitgen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m summitgen "$@"\n')
    program.chmod(0o755)
    step = yaml.safe_load(WORKFLOW.read_text())["jobs"]["check"]["steps"][3]
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary), "PYTHONPATH": str(summit.ROOT)}
    # As a runner calls bash where a step names no shell.
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=root, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert summary.exists() == (commits == 2)
    assert commits == 1 or "runs with fewer replicas" in summary.read_text()


def test_git_folds_generated_files_and_does_not_merge_them(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    shutil.copyfile(summit.ROOT / ".gitattributes", tmp_path / ".gitattributes")
    asked = ["git", "check-attr", "linguist-generated", "merge", "--", "out/k8s/prod/x.yaml", "environments/prod.yaml"]
    shown = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert shown.splitlines() == [
        "out/k8s/prod/x.yaml: linguist-generated: true",
        "out/k8s/prod/x.yaml: merge: unset",
        "environments/prod.yaml: linguist-generated: unspecified",
        "environments/prod.yaml: merge: unspecified",
    ]
