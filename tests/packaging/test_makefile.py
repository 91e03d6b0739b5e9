"""What make runs, in which order, and what it doesn't run again; every program is a stand-in that notes its call."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PROGRAMS = ("python", "summitgen", "ruff", "mypy", "lint-imports", "yamllint", "uv")
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")

# It fails when FAILS is a part of its call; `-m tools.install --go` is answered with a path.
STAND_IN = """#!/bin/sh
call="$(basename "$0") $*"
printf '%s\\n' "$call" >> "$CALLS"
case "$call" in *--go) echo /the/go ;; *tools.schemas*) printf 'GO=%s\\n' "$GO" >> "$CALLS" ;; esac
if [ -n "$FAILS" ]; then case "$call" in *"$FAILS"*) exit 1 ;; esac; fi
"""


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., tuple[int, list[str]]]:
    """Runs make on a checkout whose .venv holds stand-ins; gives its exit code and the calls that were made."""
    project = tmp_path / "project"
    programs = project / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copyfile(ROOT / name, project / name)
    for program in PROGRAMS:
        (programs / program).write_text(STAND_IN)
        (programs / program).chmod(0o755)
    calls = tmp_path / "calls"

    def call(*arguments: str, fails: str = "") -> tuple[int, list[str]]:
        calls.write_text("")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        environ |= {"CALLS": str(calls), "FAILS": fails, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            ["make", *arguments], cwd=project, env=environ, capture_output=True, text=True, check=False, timeout=60
        )
        return done.returncode, calls.read_text().splitlines()

    return call


def test_build_installs_from_hashed_locks_and_then_only_compiles(make: Callable[..., tuple[int, list[str]]]) -> None:
    code, calls = make()
    assert code == 0
    assert [re.sub(r" --(quiet|disable-pip-version-check)", "", call) for call in calls] == [
        "python -m pip install --require-hashes --requirement requirements.lock",
        "python -m pip install --require-hashes --requirement requirements-build.lock",
        "python -m pip install --no-deps --no-build-isolation --editable .",
        "python -m compileall -q summitgen",
        "summitgen build",
    ]
    assert make("build") == (0, ["summitgen build"])


def test_a_failed_installation_is_tried_again(make: Callable[..., tuple[int, list[str]]]) -> None:
    assert make("build", fails="requirements-build.lock")[0] != 0
    code, calls = make("build")
    assert (code, len(calls)) == (0, 5)


def test_a_changed_lock_is_installed_again(make: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    make("lint")
    later = (tmp_path / "project" / ".venv" / ".dev").stat().st_mtime + 5
    os.utime(tmp_path / "project" / "requirements-dev.lock", (later, later))
    calls = make("lint")[1]
    assert [call for call in calls if "pip" in call] == [
        "python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock"
    ]


def test_all_gates_run_before_the_tests_and_coverage_is_judged_last(
    make: Callable[..., tuple[int, list[str]]],
) -> None:
    make("lint")
    code, calls = make("test")
    assert code == 0
    gates, last = calls[:-4], calls[-4:]
    assert [gate.split(" --config-data")[0] for gate in gates] == [
        "ruff check .",
        "ruff format --check .",
        "mypy ",
        "lint-imports ",
        "yamllint --strict",
    ]
    assert last[:2] == ["python -m tools.install", "python -m tools.expression_engine"]
    assert last[2].startswith("python -m pytest --numprocesses 2 --cov ")
    assert last[3] == "python -m tools.coverage_gate .coverage.json --lines 95 --branches 90"


GATES = ("ruff check", "ruff format", "mypy", "lint-imports", "yamllint", "tools.install", "tools.expression_engine")


@pytest.mark.parametrize("failing", GATES)
def test_a_gate_that_fails_stops_before_the_tests(make: Callable[..., tuple[int, list[str]]], failing: str) -> None:
    code, calls = make("test", fails=failing)
    assert code != 0
    assert not [call for call in calls if "pytest" in call]


def test_parallel_jobs_do_not_start_the_tests_before_the_gates(make: Callable[..., tuple[int, list[str]]]) -> None:
    make("lint")
    code, calls = make("--jobs=4", "test", fails="yamllint")
    assert code != 0
    assert not [call for call in calls if "pytest" in call]


@pytest.mark.parametrize("failing", ["-m pytest", "tools.coverage_gate"])
def test_failing_tests_or_low_coverage_fail(make: Callable[..., tuple[int, list[str]]], failing: str) -> None:
    assert make("test", fails=failing)[0] != 0


def test_scenarios_are_executed_by_the_file_that_the_tests_pass_by(make: Callable[..., tuple[int, list[str]]]) -> None:
    code, calls = make("e2e")
    assert code == 0
    assert calls[-1].startswith("python -m pytest --numprocesses 2 ")
    assert (ROOT / calls[-1].split()[-1]).is_file()
    assert make("e2e", fails="tools.install")[1] == ["python -m tools.install"]


def test_schemas_are_built_with_the_go_of_the_tools(make: Callable[..., tuple[int, list[str]]]) -> None:
    code, calls = make("schemas", "CHECK=--check")
    assert code == 0
    assert calls[-4:-1] == ["python -m tools.install --go", "python -m tools.schemas --check", "GO=/the/go"]
    assert calls[-1] == "python -m tools.environment_schema --check"
    assert make("schemas", fails="--go") == (2, ["python -m tools.install --go"])


def test_locks_are_resolved_widest_first_with_hashes_and_without_places(
    make: Callable[..., tuple[int, list[str]]],
) -> None:
    make("lint")
    code, calls = make("lock")
    assert code == 0
    assert [re.findall(r"--output-file (\S+)", call) for call in calls] == [
        ["requirements-dev.lock"],
        ["requirements.lock"],
        ["requirements-build.lock"],
    ]
    for option in ("--generate-hashes", "--universal", "--no-emit-index-url", "--python-version 3.11"):
        assert all(option in call for call in calls)


@pytest.mark.parametrize(("version", "calls"), [("3, 10, 9", 0), ("3, 11, 0", 5), ("3, 14, 1", 5)])
def test_a_python_that_is_too_old_is_refused(
    make: Callable[..., tuple[int, list[str]]], tmp_path: Path, version: str, calls: int
) -> None:
    python = tmp_path / "another-python"
    pretend = f"import sys; sys.version_info = ({version}); exec(sys.argv[1])"
    python.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-c", pretend])} "$2"\n')
    python.chmod(0o755)
    code, made = make("build", f"PYTHON={python}")
    assert (code == 0, len(made)) == (calls > 0, calls)


def test_the_guide_names_only_targets_that_there_are() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z0-9-]+)", (ROOT / "CONTRIBUTING.md").read_text()))
    assert named == targets - {"pytest"}
