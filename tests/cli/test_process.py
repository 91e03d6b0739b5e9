"""The command line in a process of its own: exit codes, signals, pipes, streams and what is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from summitgen.cli import exits
from tests.cli.transcript import make_project

REPOSITORY = Path(__file__).parents[2]
FAKE = ("-m", "tests.cli.fake")
REAL = ("-m", "summitgen")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_project(tmp_path / "project")
    return tmp_path / "project"


def _environment(root: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "PYTHONUTF8"}}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(root.parent / "cache"), **variables}


def _run(
    root: Path, *arguments: str, program: tuple[str, ...] = FAKE, **variables: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *program, *arguments]
    return subprocess.run(
        command,
        cwd=root,
        env=_environment(root, **variables),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _write(root: Path, text: str) -> None:
    (root / "environments/dev.yaml").write_text(f"workloads:\n  web: {text}\n")


def test_exit_codes(root: Path) -> None:
    assert _run(root, "check").returncode == exits.DRIFT == 1
    assert _run(root, "build").returncode == exits.CLEAN == 0
    assert _run(root, "check").returncode == exits.CLEAN
    _write(root, "two")
    assert _run(root, "diff").returncode == exits.DRIFT
    assert _run(root, "build", "--fail-on-change").returncode == exits.DRIFT
    _write(root, "WRONG")
    assert _run(root, "build").returncode == exits.MISTAKE == 2
    assert _run(root, "biuld").returncode == exits.MISTAKE
    _write(root, "UNFIT")
    assert _run(root, "validate").returncode == exits.DRIFT


def test_a_bug_is_a_sentence_and_with_verbose_a_traceback(root: Path) -> None:
    _write(root, "BUG")
    quiet, verbose = _run(root, "build"), _run(root, "build", "--verbose")
    assert quiet.returncode == verbose.returncode == exits.BUG == 3
    assert quiet.stdout == verbose.stdout == ""
    assert "Traceback" not in quiet.stderr and len(quiet.stderr.splitlines()) == 2
    assert "KeyError in fake.py" in quiet.stderr
    assert "Traceback" in verbose.stderr
    assert not (root / "out").exists()


def test_an_interrupt_ends_with_130_and_without_a_traceback(root: Path) -> None:
    _write(root, "WAIT")
    command = [sys.executable, *FAKE, "build"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=root, env=_environment(root), text=True, **pipes) as process:
        stream: IO[str] | None = process.stdout
        assert stream is not None and stream.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == exits.INTERRUPTED == 130
    assert errors == "summitgen: interrupted\n"


@pytest.mark.parametrize("arguments", [["diff"], ["check"], ["--help"]])
@pytest.mark.parametrize("program", [FAKE, REAL])
def test_a_reader_that_has_gone_is_no_traceback(root: Path, program: tuple[str, ...], arguments: list[str]) -> None:
    if program == REAL and arguments == ["diff"]:
        arguments = ["build", "--help"]  # the small specs of these tests are no real ones
    if arguments == ["check"]:
        assert _run(root, "build").returncode == 0  # so that the no-change path answers
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [sys.executable, *program, *arguments]
        process = subprocess.run(
            command, cwd=root, env=_environment(root), stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert process.stderr == b""
    assert process.returncode in {exits.NO_READER, exits.CLEAN}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_terminal_will_do(root: Path, encoding: str) -> None:
    _write(root, "Übergröße-漢")
    diff = _run(root, "diff", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert diff.returncode == exits.DRIFT and diff.stderr == ""
    (root / "environments/dev.yaml").write_text("workloads: {web: 漢, web: 漢}\n")
    mistake = _run(root, "validate", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert mistake.returncode == exits.MISTAKE and "Traceback" not in mistake.stderr
    document = _run(root, "validate", "--output-format", "json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert json.loads(document.stdout)["exitCode"] == exits.MISTAKE


def test_the_output_does_not_depend_on_hash_seed_locale_time_zone_or_umask(root: Path) -> None:
    trees = []
    for seed, locale, zone, umask in (("0", "C", "UTC", "022"), ("1", "de_DE.UTF-8", "Asia/Tokyo", "077")):
        command = f"umask {umask}; exec {sys.executable} -m tests.cli.fake build --output-format json"
        environment = _environment(root, PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone)
        run = subprocess.run(
            ["sh", "-c", command], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        files = sorted(path for path in (root / "out").rglob("*"))
        trees.append(
            (run.stdout, [(path, path.stat().st_mode, path.is_file() and path.read_bytes()) for path in files])
        )
        for path in files:
            if path.is_file():
                path.unlink()
    assert trees[0] == trees[1]


def test_help_imports_no_heavy_library(root: Path) -> None:
    probe = (
        "import sys; sys.argv = ['summitgen', 'build', '--help']\n"
        "from summitgen.__main__ import main\n"
        "main(); heavy = {'pydantic', 'rich', 'ruamel', 'jinja2', 'jsonschema', 'jsonschema_rs', 'yaml'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    assert _run(root, program=("-c", probe)).stderr == ""


def test_standard_output_holds_the_document_alone(root: Path) -> None:
    _write(root, "WARN")
    run = _run(root, "build", "--verbose", "--output-format", "json")
    document = json.loads(run.stdout)
    assert [finding["id"] for finding in document["findings"]] == ["fake/text"]
    assert [line.split()[0] for line in run.stderr.splitlines()] == [
        "load", "resolve", "validate", "plan", "render", "verify", "write",
    ]  # fmt: skip
