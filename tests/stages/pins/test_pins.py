"""Pins: read from the specs, held against workflows, and taken over from a bumped one."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.artifacts import Project
from summitgen.cli import run
from summitgen.findings import Place
from summitgen.stages.load import load_file
from summitgen.stages.pins import Pin, pins
from summitgen.stages.pins_update import Edit, edited, newer
from summitgen.stages.pins_verify import verify_pins
from summitgen.stages.uses import uses
from summitgen.syntax import Scalar
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.findings import Finding

A, B, C = "a" * 40, "b" * 40, "0" * 40


def pin(name: str = "actions/checkout", version: str = "v7.0.1", commit: str = A, line: int = 1) -> Pin:
    return Pin(
        "action",
        name,
        "",
        Scalar(version, version, Place("p.yaml", line, 20)),
        Scalar(commit, commit, Place("p.yaml", line, 40)),
    )


def ids(*findings: Finding) -> list[str]:
    return [one.id for one in findings]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"      - uses: actions/checkout@{A} # v7.0.1", ("actions/checkout", A, "v7.0.1")),
        (
            f"        uses: github/codeql-action/upload-sarif@{A}  # v4.1.0 (2026)",
            ("github/codeql-action/upload-sarif", A, "v4.1.0"),
        ),
        (f'uses: "o/r@{A}" # v1.0.0', ("o/r", A, "v1.0.0")),
        (f"- uses: o/r@{A}", ("o/r", A, "")),
        ("- uses: o/r@v4", ("o/r", "v4", "")),
        ("- uses: ./.github/actions/x@y", None),
        ("- uses: docker://alpine@sha256:1", None),
        (f"# uses: o/r@{A}", None),
        (f"  run: echo uses: o/r@{A}", None),
    ],
)
def test_a_use_is_read_from_its_line(line: str, expected: tuple[str, str, str] | None) -> None:
    assert [tuple(use) for _, use in uses(f"jobs:\n{line}\n".encode())] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"uses: actions/checkout@{A} # v7.0.1", []),
        (f"uses: actions/checkout@{A} # v7.0.2", ["pins/other-version"]),
        (f"uses: actions/checkout@{A}", ["pins/other-version"]),
        (f"uses: actions/checkout@{B} # v7.0.1", ["pins/other-commit"]),
        ("uses: actions/checkout@v7", ["pins/not-a-commit"]),
        (f"uses: actions/checkout@{A[:12]} # v7.0.1", ["pins/not-a-commit"]),
        (f"uses: actions/cache@{A} # v7.0.1", ["pins/not-listed"]),
        ("uses: actions/cache@main", ["pins/not-a-commit"]),
    ],
)
def test_a_workflow_is_held_to_the_table(line: str, expected: list[str]) -> None:
    found = verify_pins([pin()], {"w.yml": f"x:\n  - {line}\n".encode()})
    assert ids(*found) == expected
    for one in found:
        assert one.place == Place("w.yml", 2, 1)
        assert "checkout" not in line or f"`uses: actions/checkout@{A} # v7.0.1`" in one.remedy


def test_one_repository_has_one_commit_a_version() -> None:
    same = [pin("o/r/a", "v1.0.0", A, 1), pin("o/r/b", "v1.0.0", A, 2), pin("o/s", "v1.0.0", B, 3)]
    assert verify_pins(same, {}) == ()
    (found,) = verify_pins([*same, pin("o/r/c", "v1.0.0", B, 4)], {})
    assert (found.id, found.place) == ("pins/contradiction", Place("p.yaml", 4, 40))
    (found,) = verify_pins([*same, pin("o/r/c", "v1.0.1", A, 4)], {})
    assert "one commit of o/r has two versions" in found.message


def test_newer_pins_come_from_a_workflow() -> None:
    line = f"- uses: actions/checkout@{B} # v7.0.2\n"
    text = f"{line}- uses: other/one@{B} # v1.0.0\n{line}"
    edits, findings = newer("w.yml", text.encode(), [pin()])
    assert findings == ()
    assert [edit.text for edit in edits] == ["v7.0.2", B]
    assert newer("w.yml", f"- uses: actions/checkout@{A} # v7.0.1\n".encode(), [pin()]) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- uses: actions/checkout@v8", "pins/not-a-commit"),
        (f"- uses: actions/checkout@{B}", "pins/no-version"),
        (f"- uses: actions/checkout@{B} # v8", "pins/no-version"),
        (f"- uses: actions/checkout@{B} # v7.0.2\n- uses: actions/checkout@{C} # v7.0.2", "pins/two-commits"),
    ],
)
def test_what_cannot_be_taken_over_changes_nothing(text: str, expected: str) -> None:
    edits, findings = newer("w.yml", text.encode(), [pin()])
    assert (edits, ids(*findings)) == ((), [expected])


@given(st.lists(st.sampled_from(["v1.0.0", '"v1.0.0"', "'v1.0.0'"]), min_size=1, max_size=4), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_only_the_scalar_changes(written: list[str], number: int) -> None:
    lines = [f"- {{a: {text}, b: v1.0.0}}  # v1.0.0 é" for text in written]
    edits = [
        Edit(Scalar("v1.0.0", "v1.0.0", Place("p", line, lines[line - 1].index(text) + 1)), f"v2.0.{number}")
        for line, text in enumerate(written, 1)
    ]
    expected = [
        line.replace(text, text.replace("v1.0.0", f"v2.0.{number}"), 1)
        for line, text in zip(lines, written, strict=True)
    ]
    assert edited("\n".join(lines), edits).split("\n") == expected


def test_a_commit_that_looks_like_a_number_is_quoted() -> None:
    edit = Edit(Scalar(A, A, Place("p", 1, 4)), "1" * 40)
    assert edited(f"x: {A}", [edit]) == f'x: "{"1" * 40}"'


def test_what_stands_elsewhere_is_no_place_to_write() -> None:
    with pytest.raises(ValueError, match="does not stand here"):
        edited("x: y", [Edit(Scalar(A, A, Place("p", 1, 4)), B)])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Summit's specs and workflows, and a hand-written workflow beside them."""
    root = tmp_path / "project"
    shutil.copytree(summit.ROOT / "environments", root / "environments")
    shutil.copytree(summit.ROOT / "out" / "github", root / "out" / "github")
    (root / "summitgen.yaml").write_text("project: summit\n", encoding="utf-8")
    (root / ".github" / "workflows").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def test_a_bump_by_a_bot_is_taken_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pins", "verify"]) == 0
    assert "workflows were held to them" in capsys.readouterr().out
    spec = project / "environments" / "pins.yaml"
    before = spec.read_text(encoding="utf-8")
    checkout = re.search(r"name: actions/checkout, version: (\S+), commit: (\w{40})", before)
    assert checkout
    bot = project / ".github" / "workflows" / "x.yml"
    bot.write_text(f"jobs:\n  a:\n    steps:\n      - uses: actions/checkout@{B} # v9.9.9\n", encoding="utf-8")
    assert run(["pins", "verify"]) == 1
    assert f"actions/checkout is at {B} (v9.9.9), the table has {checkout[1]}" in capsys.readouterr().err
    assert run(["pins", "update", "--from", str(bot)]) == 0
    after = spec.read_text(encoding="utf-8")
    assert after == before.replace(checkout[0], f"name: actions/checkout, version: v9.9.9, commit: {B}")
    assert "run `summitgen build`" in capsys.readouterr().out
    assert run(["pins", "update", "--from", str(bot)]) == 0
    assert "already" in capsys.readouterr().out
    assert spec.read_text(encoding="utf-8") == after
    assert not list(spec.parent.glob(".*"))


def test_pins_come_from_another_spec_too(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = project / "environments" / "pins.yaml"
    before = spec.read_text(encoding="utf-8")
    digest = re.findall(r"sha256:\w{64}", before)[0]
    other = tmp_path / "newer.yaml"
    other.write_text(before.replace(digest, f"sha256:{'c' * 64}"), encoding="utf-8")
    assert run(["pins", "update", "--from", str(other)]) == 0
    assert spec.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")
    assert capsys.readouterr().out.count("->") == 1


def test_what_is_wrong_with_the_source_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot = project / "bumped.yml"
    bot.write_text("- uses: actions/checkout@main\n", encoding="utf-8")
    before = (project / "environments" / "pins.yaml").read_bytes()
    assert run(["pins", "update", "--from", str(bot)]) == 2
    assert "bumped.yml:1:1" in capsys.readouterr().err
    assert (project / "environments" / "pins.yaml").read_bytes() == before


def test_pins_are_listed_with_their_places(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pins", "list"]) == 0
    out = capsys.readouterr().out
    tree, _ = load_file(Project(project, "summit"), "environments/pins.yaml")
    assert tree
    table = pins([tree])
    assert len(out.splitlines()) == len(table) > 10
    assert re.search(r"^actions/checkout +v\S+ +\w{40} +environments/pins.yaml:\d+$", out, re.MULTILINE)


def load_file_of(project: Path):  # type: ignore[no-untyped-def]
    from summitgen.artifacts import Project

    return load_file(Project(project, "summit"), "environments/pins.yaml")


def test_broken_specs_are_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "environments" / "dev.yaml").write_text("a: [\n", encoding="utf-8")
    for command in (["list"], ["verify"], ["update", "--from", "summitgen.yaml"]):
        assert run(["pins", *command]) == 2
        assert "environments/dev.yaml" in capsys.readouterr().err


def test_the_repositorys_own_workflows_keep_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pins", "verify", "--project", str(summit.ROOT)]) == 0, capsys.readouterr().err
