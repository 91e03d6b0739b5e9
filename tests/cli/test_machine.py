"""``--output-format github|sarif`` on a real project: mistakes in specs, drift, and nothing at all."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from summitgen.cli import run
from tests.support import summit
from tests.support.sarif import mistakes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Summit's specs and output as a project in a folder of a repository."""
    root = tmp_path / "services" / "summit"
    (tmp_path / ".git").mkdir()
    for name in ("environments", "out"):
        shutil.copytree(summit.ROOT / name, root / name)
    text = (summit.ROOT / "summitgen.yaml").read_text(encoding="utf-8").partition("\nplace:")[0]
    (root / "summitgen.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return root


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; the number of its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.partition(old)[0].count("\n") + 1


def test_a_mistake_is_annotated_on_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = edit(project / "environments/base.yaml", "language: node", "language: nodes")
    assert run(["check", "--output-format", "github"]) == 2
    out = capsys.readouterr().out
    assert out.startswith(f"::error file=services/summit/environments/base.yaml,line={line},col=")
    assert run(["check", "--output-format", "sarif"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert mistakes(document) == []
    region = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == line
    assert document["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"]


@pytest.mark.parametrize("command", ["check", "diff"])
def test_what_differs_is_a_finding(project: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    stale, missing = "out/docker/web/Dockerfile", "out/docker/gateway/Dockerfile"
    edit(project / stale, "USER", "# USER")
    (project / missing).unlink()
    assert run([command, "--output-format", "github"]) == 1
    out = capsys.readouterr().out
    assert f"::error file=services/summit/{stale},line=1,col=1,title=drift/stale::" in out
    assert f"::error file=services/summit/{missing},line=1,col=1,title=drift/missing::" in out
    assert run([command, "--output-format", "sarif"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert mistakes(document) == []
    assert {one["ruleId"] for one in document["runs"][0]["results"]} >= {"drift/stale", "drift/missing"}


def test_clean_is_silent_and_empty(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--output-format", "github", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["validate", "--output-format", "sarif"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert mistakes(document) == []
    assert document["runs"][0]["results"] == []


def test_a_build_does_not_report_what_it_has_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "out/docker/gateway/Dockerfile").unlink()
    assert run(["build", "--fail-on-change", "--output-format", "github"]) == 1
    out = capsys.readouterr().out
    assert "::error" not in out
    assert "regenerated 1 file, stage them" in out
