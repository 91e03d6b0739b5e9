"""The benchmark from end to end, on one workload: it compares first, and a difference ends it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from benchmarks import __main__ as benchmark
from benchmarks import commands, gates, measurement
from tests.support.tools import ToolMissingError, tool

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    commands.CLEAN, commands.SAME, commands.EDITED, commands.CHECK,
    commands.HELM, commands.HELM_EACH, commands.PYTHON, commands.SHA256SUM,
]  # fmt: skip


def helm_that(folder: Path, does: str) -> Path:
    """A program that does as helm does, and something to what it prints."""
    program = folder / "helm"
    program.write_text(f'#!/bin/sh\n{shlex.quote(str(tool("helm")))} "$@" | {does}\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_everything_is_measured(tmp_path: Path) -> None:
    programs = {"helm": tool("helm"), **benchmark._programs("sha256sum", "sh", "cp")}
    folder = tmp_path / "2"
    suite = commands.prepare(folder, 2, programs)
    table = measurement.measure(suite, 1, folder)
    assert list(table.figures) == NAMES
    assert all(figure.cpu > 0 and figure.wall > 0 and figure.runs == 1 for figure in table.figures.values())
    assert table.objects == measurement.compare(suite) > 2 * 3 * 10
    written = {name: figure.written for name, figure in table.figures.items()}
    out = commands.files(suite.out)
    assert written[commands.CLEAN] == (len(out), sum(file.stat().st_size for file in out))
    assert [(written[name] or (0,))[0] for name in NAMES] == [len(out), 0, 0, 0, 3, 9, 0, 0]
    assert len(gates.verdicts([table])) == 2
    old = list(folder.glob("clean/old.*/out/manifest.json"))
    assert len(old) == 2, "each clean build begins without an output folder"
    assert (folder / "clean/project/out/manifest.json").read_bytes() == old[0].read_bytes()
    edited = (folder / "edited/project/out/helm/benchmark/values/prod/svc-000.yaml").read_text("utf-8")
    assert "maxReplicas: 21" in edited


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("sed 's/maxReplicas: 20/maxReplicas: 21/'", "HorizontalPodAutoscaler benchmark-prod svc-000 differs"),
        ("sed '/^# Source.*scaling/,$d'", "is missing"),
        ("sed '$a ]'", "what is made is no YAML"),
    ],
)
def test_a_difference_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], does: str, message: str
) -> None:
    changed = helm_that(tmp_path, does)
    monkeypatch.setattr(benchmark, "tool", lambda _: changed)
    output = tmp_path / "performance.md"
    assert benchmark.main(["--sizes", "1", "--runs", "1", "--output", str(output)]) == 1
    assert message in capfd.readouterr().err
    assert not output.exists()


def test_a_helm_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    changed = helm_that(tmp_path, "false")
    monkeypatch.setattr(benchmark, "tool", lambda _: changed)
    assert benchmark.main(["--sizes", "1", "--runs", "1", "--output", str(tmp_path / "performance.md")]) == 1
    assert "exit code 1" in capfd.readouterr().err


def test_a_program_that_is_missing(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolMissingError, match="sha256sum, sh: not on this machine's PATH"):
        benchmark._programs("sha256sum", "sh")
    monkeypatch.setattr(benchmark, "tool", lambda _: tool("helm"))
    assert benchmark.main(["--quick"]) == 1
    assert "not on this machine's PATH" in capfd.readouterr().err


@pytest.mark.parametrize("failing", [False, True])
def test_the_document_and_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], failing: bool
) -> None:
    """Made-up figures, so that no clock decides."""
    from tests.benchmarks.figures import table

    tables = [table(1), table(100, **({"CLEAN": 2.4} if failing else {}))]
    monkeypatch.setattr(benchmark, "_measure", lambda *_: tables)
    output = tmp_path / "performance.md"
    assert benchmark.main(["--output", str(output)]) == (1 if failing else 0)
    said = capfd.readouterr()
    assert said.out == ""
    assert ("is 1.20, at most 1.0 is allowed" in said.err) is failing
    assert "### 100 workloads" in output.read_text("utf-8")
    assert benchmark.main(["--quick"]) == (1 if failing else 0)
    assert capfd.readouterr().out == output.read_text("utf-8")
