"""What is shown on a terminal only."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from summitgen.cli import stopwatch
from summitgen.cli.paint import painted, stat, wants_colour
from summitgen.cli.stopwatch import Stopwatch
from summitgen.stages.diff import FileDiff, file_diff
from tests.cli.transcript import make_project

REPOSITORY = Path(__file__).parents[2]


def _on_a_terminal(root: Path, *arguments: str, **variables: str) -> str:
    """What summitgen writes to a terminal, standard output and standard error together."""
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}}
    environment |= {
        "PYTHONPATH": str(REPOSITORY),
        "XDG_CACHE_HOME": str(root.parent / "cache"),
        "TERM": "xterm",
    } | variables
    command = [sys.executable, "-m", "tests.cli.fake", *arguments]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=follower, stderr=follower):
        os.close(follower)
        said = b""
        try:
            while more := os.read(leader, 65536):
                said += more
        except OSError:  # the other end is closed
            pass
    os.close(leader)
    return said.decode()


def test_a_terminal_gets_colours_unless_it_says_no(tmp_path: Path) -> None:
    root = tmp_path / "project"
    make_project(root)
    assert "\x1b[32m+name: shop" in _on_a_terminal(root, "diff")
    assert "\x1b[" not in _on_a_terminal(root, "diff", NO_COLOR="1")
    assert "\x1b[" not in _on_a_terminal(root, "diff", "--color", "never")


def test_a_short_command_shows_no_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Stopwatch(sign_of_life=True) as clock, clock.watch("load"):
        pass
    assert "load" in clock.times and clock._status is None


def test_long_work_shows_its_stage_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Stopwatch(sign_of_life=True) as clock:
        for stage in ("load", "render"):
            with clock.watch(stage):
                assert clock._status is not None and clock._status.status == f"{stage} …"
    assert clock._status is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("terminal", "asked"), [(False, True), (True, False)])
def test_nothing_is_shown_elsewhere_or_in_quiet(monkeypatch: pytest.MonkeyPatch, terminal: bool, asked: bool) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with Stopwatch(sign_of_life=asked) as clock, clock.watch("load"):
        assert clock._status is None


@pytest.mark.parametrize(
    ("choice", "terminal", "no_color", "expected"),
    [
        ("always", False, "1", True),
        ("never", True, "", False),
        ("auto", True, "", True),
        ("auto", True, "1", False),
        ("auto", False, "", False),
    ],
)
def test_when_to_colour(
    monkeypatch: pytest.MonkeyPatch, choice: str, terminal: bool, no_color: str, expected: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setenv("NO_COLOR", no_color)
    assert wants_colour(choice) is expected


def test_a_file_cannot_steer_the_terminal() -> None:
    diff = file_diff("x", b"a\x1b]0;title\x07\x9b\n".replace(b"\x9b", "\x9b".encode()), b"b\n")
    shown = painted([diff], colour=True)
    assert "\x1b[31m-a\\x1b]0;title\\x07\\x9b\x1b[0m\n" in shown
    assert painted([diff], colour=False).splitlines()[3] == "-a\x1b]0;title\x07\x9b"


def test_a_stat_is_scaled_and_shows_each_sign_that_there_is() -> None:
    diffs = [FileDiff("long/path", (), 1000, 1), FileDiff("x", (), 0, 1), FileDiff("empty", (), 0, 0)]
    lines = stat(diffs, colour=False).splitlines()
    assert lines[0].startswith(" long/path | 1001 +++") and lines[0].endswith("+-")
    assert len(lines[0]) < 90
    assert lines[1:] == [
        " x         |    1 -",
        " empty     |    0",
        " 3 files changed, 1000 insertions(+), 2 deletions(-)",
    ]
    assert stat([], colour=False) == ""
