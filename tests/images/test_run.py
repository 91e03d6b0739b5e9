"""The exit code and what is written follow from what a run found."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images import __main__ as program
from benchmarks.images import fixtures, platforms
from benchmarks.images.builder import BuilderError, Size
from benchmarks.images.platforms import Foreign
from tests.images.figures import SMOKE, measured, results, size, tried

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.images.results import Results


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (
            {"measured": (measured(size=size(1_000_000_000)),)},
            ["pnpm monorepo: image, smaller by: 50.0%, wanted ≥ 85%"],
        ),
        ({"tried": (tried("go", replace(SMOKE, user=0, body='{"uid":65532}')),)}, ["go: it runs as user 0, not 65532"]),
        (
            {"foreign": (Foreign("go", {"amd64": 1, "arm64": 2}),)},
            ["go: for linux/arm64 it has programs of {'amd64': 1, 'arm64': 2}"],
        ),
        ({"foreign": (Foreign("go", {}),)}, ["go: for linux/arm64 it has programs of {}"]),
        ({"broken": {"static": "no bytes"}}, ["static: no bytes"]),
    ],
)
def test_failures(changes: dict[str, Any], expected: list[str]) -> None:
    assert list(results(**changes).failures()) == expected


def called(monkeypatch: pytest.MonkeyPatch, found: Results | Exception, *arguments: str) -> int:
    def run(*_: object) -> Results:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(program, "run", run)
    return program.main(arguments)


def test_all_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "images.md"
    assert called(monkeypatch, results(), "--output", str(output)) == 0
    assert output.read_text().startswith("# Images\n")
    assert "<svg" in (tmp_path / "images.svg").read_text()
    assert capsys.readouterr() == ("", "")


def test_a_gate_that_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bad = results(measured=(measured(size=Size(()), digests=("a", "b")),))
    assert called(monkeypatch, bad, "--quick") == 1
    printed, said = capsys.readouterr()
    assert printed.startswith("# Images\n")
    assert said == "images: pnpm monorepo: digests of 2 clean builds: 2, wanted 1 with one SOURCE_DATE_EPOCH\n"


def test_what_is_broken_makes_no_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    output = tmp_path / "images.md"
    assert called(monkeypatch, results(broken={"go": "x"}), "--output", str(output)) == 1
    assert not output.exists()


def test_a_machine_that_lacks_something(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(monkeypatch, BuilderError("runc is missing"), "--quick") == 1
    assert capsys.readouterr() == ("", "images: runc is missing\n")


@pytest.mark.parametrize(
    ("arguments", "rounds", "written"),
    [
        ((), 3, True),
        (("--quick",), 1, False),
        (("--variant", "go", "static"), 3, False),
        (("--quick", "--rounds", "2", "--output", "x.md"), 2, True),
    ],
)
def test_options(arguments: tuple[str, ...], rounds: int, written: bool) -> None:
    chosen = program._options(arguments)
    assert (chosen.rounds, chosen.output is not None) == (rounds, written)


def test_the_rest_goes_on_where_one_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    def attempt(contest: fixtures.Contest) -> str:
        if contest.name == "go":
            raise BuilderError("no")
        return contest.name

    broken: dict[str, str] = {}
    assert program._each(fixtures.CONTESTS, broken, attempt) == ["pnpm-workspace", "python-uv"]
    assert broken == {"go": "no"}
    assert capsys.readouterr().err == "images: go: no\n"


class Scripted:
    """A builder whose docker is a script."""

    def __init__(self, folder: Path, script: str) -> None:
        self._path = folder
        (folder / "docker").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "docker").chmod(0o755)

    def environment(self) -> dict[str, str]:
        """The folder of the script comes first."""
        return {"PATH": f"{self._path}:/usr/bin:/bin"}


DATED = [{"type": "image", "rewrite-timestamp": "true"}]


def test_planned_platforms(tmp_path: Path) -> None:
    answer = json.dumps({"target": {"b": {"platforms": ["linux/arm64"], "output": DATED}, "a": {"output": [{}]}}})
    script = f"""[ "$PUSH $*" = "true buildx bake --file docker-bake.hcl --print" ] && echo '{answer}'"""
    builder: Any = Scripted(tmp_path, script)
    assert platforms.planned(builder, tmp_path) == {
        "a": platforms.Planned((), rewrite=False),
        "b": platforms.Planned(("linux/arm64",), rewrite=True),
    }


def test_a_plan_that_fails(tmp_path: Path) -> None:
    builder: Any = Scripted(tmp_path, "echo wrong >&2; exit 3")
    with pytest.raises(BuilderError, match=r"ended with 3:\nwrong"):
        platforms.planned(builder, tmp_path)
