""".ci/run judges by pytest's own closing line and by what git sees, seen to fail for each reason to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
GREEN = "===== 1234 passed in 61.20s (0:01:01) ====="

# Stands in for make: it says what pytest would, and generates what the test wants generated.
MAKE = """#!/bin/sh
printf '%s\\n' "$*" >> make.calls
case "$1" in
test) printf '\\033[32m%s\\033[0m\\n' "$CLOSING"; exit "${TEST_CODE:-0}" ;;
schemas) exit "${SCHEMAS_CODE:-0}" ;;
out) printf '%s' "$GENERATED" > "${GENERATES:-out/file}" ;;
esac
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs .ci/run in a repository of its own with the settings of a fake make."""
    project, machine = tmp_path / "project", tmp_path / "machine"
    for folder in (project / ".ci", project / "out", project / "docs", machine):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", project / ".ci" / "run")
    (project / "out" / "file").write_text("as committed")
    (project / "docs" / "page").write_text("as committed")
    (machine / "make").write_text(MAKE)
    (machine / "make").chmod(0o755)
    base = os.environ | {"PATH": f"{machine}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    base |= {"GENERATED": "as committed", "CLOSING": GREEN}
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "start"]):
        subprocess.run(["git", *command], cwd=project, env=base, check=True)

    def call(**settings: str) -> subprocess.CompletedProcess[str]:
        command = [str(project / ".ci" / "run")]
        return subprocess.run(
            command, cwd=tmp_path, env=base | settings, capture_output=True, text=True, check=False, timeout=60
        )

    return call


def test_green_ends_with_pytests_closing_line(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == GREEN
    calls = (tmp_path / "project" / "make.calls").read_text().splitlines()
    assert calls == ["test", "schemas CHECK=--check", "docs CHECK=--check", "out"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TEST_CODE": "2"}, GREEN),
        ({"CLOSING": "no tests ran"}, "pytest reported no result"),
        ({"CLOSING": "===== 5 passed, 1 skipped in 1.00s ====="}, "a test did not pass"),
        ({"CLOSING": "===== 5 passed, 1 xfailed in 1.00s ====="}, "a test did not pass"),
        ({"CLOSING": "===== 2 failed, 5 passed in 1.00s ====="}, "a test did not pass"),
        ({"CLOSING": "===== 5 passed, 3 deselected in 1.00s ====="}, "a test did not pass"),
        ({"SCHEMAS_CODE": "1"}, "generated files"),
        ({"GENERATED": "drifted"}, "generated files differ from what is committed:  M out/file"),
        ({"GENERATES": "out/new"}, "generated files differ from what is committed: ?? out/new"),
        ({"GENERATES": "docs/page", "GENERATED": "drifted"}, "M docs/page"),
    ],
)
def test_a_reason_to_fail_fails(
    run: Callable[..., subprocess.CompletedProcess[str]], settings: dict[str, str], said: str
) -> None:
    done = run(**settings)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
