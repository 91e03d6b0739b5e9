"""This repository's own workflow and git attributes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support import summit
from tests.support.tools import tool

WORKFLOW = summit.ROOT / ".github/workflows/check.yml"
PIN = re.compile(r"actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7\.0\.1")


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
    steps = [step.get("run") for step in job["steps"]]
    assert steps == [None, "make .venv/.runtime", ".venv/bin/summitgen check", ".venv/bin/summitgen diff --color never"]
    assert all(PIN.search(line) for line in WORKFLOW.read_text().splitlines() if "uses:" in line)


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
