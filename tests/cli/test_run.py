"""The outermost layer: whatever happens becomes an exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import click
import pytest

from summitgen.__main__ import main
from summitgen.cli import exits, run
from summitgen.cli.root import root

if TYPE_CHECKING:
    from pathlib import Path


REPORT = "Please report it with the specs that lead to it, and the traceback (--verbose shows it).\n"


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), exits.INTERRUPTED, "summitgen: interrupted\n"),
        (click.Abort(), exits.INTERRUPTED, "summitgen: interrupted\n"),
        (click.UsageError("no"), exits.MISTAKE, "Error: no\n"),
        (
            ValueError("a\nvalue"),
            exits.BUG,
            "summitgen: this is a bug in summitgen: ValueError in test_run.py:{line}: a value\n" + REPORT,
        ),
    ],
)
def test_what_a_command_raises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, said: str
) -> None:
    def invoke(_: click.Context) -> None:
        raise raised

    monkeypatch.setattr(root, "invoke", invoke)
    assert run(["validate"]) == code
    line = invoke.__code__.co_firstlineno + 1
    assert capsys.readouterr().err == said.format(line=line)


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_with_verbose_a_bug_has_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    def invoke(_: click.Context) -> None:
        raise ValueError("a value")

    monkeypatch.setattr(root, "invoke", invoke)
    assert run(["validate", option]) == exits.BUG
    said = capsys.readouterr().err
    assert said.startswith("Traceback") and "(--verbose" not in said


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], exits.NO_READER), (["build"], exits.NO_READER), (["check"], exits.CLEAN)]
)
@pytest.mark.usefixtures("project")
def test_a_reader_that_has_gone(monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int) -> None:
    assert run(["build", "--quiet"]) == exits.CLEAN
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stdout, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stdout)
        patched.setattr(sys, "argv", ["summitgen", *arguments])
        assert main() == code
        print("for nobody", file=stdout, flush=True)


def test_streams_escape_what_they_lack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="ascii") for name in ("stdout", "stderr")}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(sys, "argv", ["summitgen", "--version"])
    assert main() == exits.CLEAN
    assert {stream.errors for stream in streams.values()} == {"backslashreplace"}


def test_a_file_that_cannot_be_read_is_a_finding_without_an_excerpt(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "environments/dev.yaml").unlink()
    (project / "environments/dev.yaml").mkdir()
    assert run(["validate"]) == exits.MISTAKE
    assert "environments/dev.yaml" in capsys.readouterr().err
