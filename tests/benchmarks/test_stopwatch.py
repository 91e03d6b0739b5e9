"""Command lines run in turn, as often as asked, and one that fails is no measurement."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.stopwatch import Command, FailedError, measure
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

SH = "/bin/sh"


def say(log: Path, word: str) -> list[str]:
    return [SH, "-c", f'printf "{word} " >> "$1"', "sh", str(log)]


def test_rounds_turns_and_what_runs_before(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = [
        Command("two", [say(log, "a"), say(log, "b")], {}, before=[say(log, "even"), say(log, "odd")]),
        Command("one", [say(log, "c")], {}, rounds=1),
    ]
    taken = measure(commands, 2)
    assert log.read_text().split() == ["odd", "a", "b", "c", "even", "a", "b", "c", "odd", "a", "b"]
    assert {name: len(usages) for name, usages in taken.items()} == {"two": 2, "one": 1}, "the first round is warm"
    log.unlink()
    measure(commands, 1, warm=False)
    assert log.read_text().split() == ["even", "a", "b", "c"]


def test_output_and_environment(tmp_path: Path) -> None:
    files = [tmp_path / "first", tmp_path / "second"]
    calls = [[SH, "-c", 'echo "$WORD"'], [SH, "-c", "echo two"]]
    measure([Command("x", calls, {"WORD": "one"}, outputs=list(map(str, files)))], 1)
    assert [file.read_text() for file in files] == ["one\n", "two\n"]


def test_the_work_of_all_calls_and_of_their_children_counts() -> None:
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    grow = "x = b'x' * (96 << 20)"
    calls = [[sys.executable, "-c", burn], [sys.executable, "-c", child], [sys.executable, "-c", grow]]
    (usage,) = measure([Command("x", calls, {})], 1, warm=False)["x"]
    assert usage.cpu >= 0.4
    assert usage.wall > 0
    assert usage.peak >= 96


@pytest.mark.parametrize("before", [False, True])
def test_a_failure_ends_it(before: bool) -> None:
    fails, works = [SH, "-c", "exit 3"], [SH, "-c", "exit 0"]
    command = Command("x", [works if before else fails], {}, before=[fails] if before else ())
    with pytest.raises(FailedError, match="exit code 3: /bin/sh -c exit 3"):
        measure([command], 1)


@pytest.mark.parametrize("code", [0, 1])
def test_the_process_that_measures(code: int) -> None:
    plan = {"commands": [Command("x", [[SH, "-c", f"exit {code}"]], {})._asdict()], "rounds": 2, "warm": False}
    command = [sys.executable, "-m", "benchmarks.stopwatch"]
    done = subprocess.run(
        command, input=json.dumps(plan), capture_output=True, encoding="utf-8", cwd=summit.ROOT, check=False
    )
    assert done.returncode == code
    if code:
        assert (done.stdout, done.stderr) == ("", "exit code 1: /bin/sh -c exit 1\n")
    else:
        assert [set(usage) for usage in json.loads(done.stdout)["x"]] == [{"cpu", "wall", "peak", "load"}] * 2
