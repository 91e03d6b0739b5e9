"""A bot that bumps an action in a generated workflow is led to the line of the spec that has the pin."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.cli import run
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = "github/workflows/optimized-deployment.yml"
OLD, NEW = "3d3c42e5aac5ba805825da76410c181273ba90b1", "0123456789abcdef0123456789abcdef01234567"
DIGITS = "1" * 40


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Summit as a project of its own, with its workflows placed where GitHub runs them, and built."""
    root = tmp_path / "project"
    shutil.copytree(summit.ROOT / "environments", root / "environments")
    text = (summit.ROOT / "summitgen.yaml").read_text(encoding="utf-8").partition("\nplace:")[0]
    placed = "\nplace:\n  github/workflows/: .github/workflows/\n"
    (root / "summitgen.yaml").write_text(text.rstrip() + placed, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["build", "--quiet"]) == 0, capsys.readouterr()
    return root


Check = Callable[[], tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """``check`` through the command line: its exit code and its findings on pins."""

    def called() -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        code = run(["check", "--output-format", "json"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        return code, [one for one in findings if one["id"] == "workflows/bumped-pin"]

    return called


def bump(project: Path, path: str, new: str, version: str = "v7.0.2", old: str = OLD) -> list[int]:
    """Bump every use of an action in a file; the numbers of its lines."""
    file = project / path
    before = file.read_text(encoding="utf-8")
    after = re.sub(rf"{old}  # \S+", f"{new}  # {version}" if version else new, before)
    assert after != before
    file.write_text(after, encoding="utf-8")
    return [number for number, line in enumerate(after.splitlines(), 1) if new in line]


def line_of_pin(project: Path, action: str) -> int:
    """The line of the spec that has an action's pin."""
    lines = (project / "environments/pins.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if f"name: {action}," in line)


@pytest.mark.parametrize("folder", ["out/github", ".github"])
def test_the_line_of_the_input_is_named_with_what_to_paste(project: Path, check: Check, folder: str) -> None:
    path = f"{folder}/{ENTRY.partition('/')[2]}"
    lines = bump(project, path, NEW)
    code, found = check()
    assert code == 1
    assert [(one["file"], one["line"]) for one in found] == [
        ("environments/pins.yaml", line_of_pin(project, "actions/checkout"))
    ]
    assert f"`{{name: actions/checkout, version: v7.0.2, commit: {NEW}}}`" in found[0]["remedy"]
    assert [(one["file"], one["line"]) for one in found[0]["related"]] == [(path, line) for line in lines]
    for word in (OLD, NEW, "v7.0.1", "v7.0.2"):
        assert word in found[0]["message"]


def test_what_is_pasted_there_makes_the_output_that_of_the_bot(project: Path, check: Check) -> None:
    files = [path for path in project.glob("out/github/workflows/*.yml") if OLD in path.read_text(encoding="utf-8")]
    for file in files:
        bump(project, str(file.relative_to(project)), NEW)
    bumped = {file: file.read_bytes() for file in files}
    found = check()[1]
    assert len(found) == 1
    base = project / found[0]["file"]
    lines = base.read_text(encoding="utf-8").splitlines(keepends=True)
    pasted = found[0]["remedy"].split("`")[1]
    lines[found[0]["line"] - 1] = f"    - {pasted}\n"
    base.write_text("".join(lines), encoding="utf-8")
    assert run(["build", "--quiet"]) == 0
    assert {file: file.read_bytes() for file in files} == bumped
    assert check() == (0, [])


def test_two_bumps_and_another_change(project: Path, check: Check) -> None:
    path = f"out/{ENTRY}"
    bump(project, path, NEW)
    helm = "9bc31f4ebc9c6b171d7bfbaa5d006ae7abdb4310"
    bump(project, path, DIGITS, version="", old=helm)
    file = project / path
    file.write_text(file.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    found = {one["line"]: one["remedy"] for one in check()[1]}
    assert sorted(found) == sorted(line_of_pin(project, name) for name in ("actions/checkout", "azure/setup-helm"))
    # A commit of digits alone would be a number without its quotes.
    assert f'commit: "{DIGITS}"' in found[line_of_pin(project, "azure/setup-helm")]


def test_what_is_no_pin_of_the_specs_is_not_spoken_of(project: Path, check: Check) -> None:
    file = project / f"out/{ENTRY}"
    text = file.read_text(encoding="utf-8")
    foreign = f"      - uses: someone/else@{NEW}  # v1.0.0\n"
    file.write_text(text.replace("ubuntu-24.04", "ubuntu-26.04") + foreign, encoding="utf-8")
    assert check() == (1, [])
    file.write_text(text, encoding="utf-8")
    assert check() == (0, [])
