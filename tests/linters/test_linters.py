"""The page of what other linters see: its table is what the linters say now, and its manifests are as it claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.tools import tool
from tools import linters
from tools.docs_coverage import claims

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.linters import Mistake

MISTAKES = linters.mistakes()
JUDGES = linters.judges(tool("kubeconform").parent)


def table() -> Iterator[dict[str, str]]:
    """The rows of the committed page, by the names of their columns."""
    lines = [line for line in linters.PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for row in rows[:-1]:
        yield dict(zip(header, row, strict=True))


ROWS = {int(row[""]): row for row in table()}


def by_number(mistake: Mistake) -> str:
    return mistake.folder.name


def test_there_is_one_mistake_for_each_of_the_forty() -> None:
    assert [mistake.number for mistake in MISTAKES] == list(range(1, 41)) == list(ROWS)


@pytest.mark.parametrize("mistake", MISTAKES, ids=by_number)
def test_the_table_is_what_is_found_now(mistake: Mistake) -> None:
    seen = {name: "yes" if linters.noticed(judge, mistake) else "-" for name, judge in JUDGES.items()}
    row = ROWS[mistake.number]
    assert {name: row[name] for name in seen} == seen
    assert row["mistake"] == mistake.title
    assert row["summitgen"] == linters.verdict(mistake) != "no"


@pytest.mark.parametrize("mistake", MISTAKES, ids=by_number)
def test_the_right_one_has_no_finding(mistake: Mistake, tmp_path: Path) -> None:
    file = tmp_path / "objects.yaml"
    file.write_bytes((mistake.folder / "right.yaml").read_bytes())
    assert "1 chart(s) linted, 0 chart(s) failed" in JUDGES["helm lint"](file)
    assert JUDGES["kubeconform"](mistake.folder / "right.yaml") == frozenset()
    assert JUDGES["rollouts lint"](mistake.folder / "right.yaml") == frozenset()
    spec = mistake.folder / "spec-right.yaml"
    assert not spec.exists() or linters.summitgen(spec) == frozenset()


@pytest.mark.parametrize("mistake", MISTAKES, ids=by_number)
def test_what_no_spec_can_say_is_shown_by_a_test(mistake: Mistake) -> None:
    claim = next(claim for claim in claims() if claim.number == str(mistake.number))
    assert (mistake.folder / "spec-wrong.yaml").exists() or claim.tests


def test_what_is_found_in_both_is_no_news(tmp_path: Path) -> None:
    for which, text in {"right": "a: 1\n", "wrong": "a: 1\n"}.items():
        (tmp_path / f"{which}.yaml").write_text(text)
    same = linters.Mistake(1, "none", tmp_path)
    assert not linters.noticed(lambda file: frozenset([f"{file}: {file.read_text()}"]), same)
    (tmp_path / "wrong.yaml").write_text("a: 2\n")
    assert linters.noticed(lambda file: frozenset([f"{file}: {file.read_text()}"]), same)


def test_each_linter_can_notice(tmp_path: Path) -> None:
    right = (MISTAKES[0].folder / "right.yaml").read_text("utf-8")
    (tmp_path / "right.yaml").write_text(right)
    (tmp_path / "wrong.yaml").write_text(right.replace("setWeight: 25", "setWeight: 250\n          surge: [").strip())
    broken = linters.Mistake(1, "broken", tmp_path)
    assert {name for name, judge in JUDGES.items() if linters.noticed(judge, broken)} == set(JUDGES)


def test_the_page_is_made_of_all_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = tmp_path / "kube-score"
    checks = [{"check": {"id": "tag"}, "grade": 1, "skipped": False, "comments": []}]
    objects = json.dumps([{"object_name": "api", "checks": checks}])
    fake.write_text(f"#!/bin/sh\nif grep -q latest \"$4\"; then echo '{objects}'; else echo null; fi\n")
    fake.chmod(0o755)
    monkeypatch.setattr(linters, "ROOT", tmp_path)
    monkeypatch.setattr(linters, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(linters, "judges", lambda _: {})
    monkeypatch.setattr(linters, "mistakes", lambda: MISTAKES[-2:])
    assert linters.main(["--tools", str(tmp_path), "--kube-score", str(fake)]) == 0
    assert "page.md is written" in capsys.readouterr().out
    made = (tmp_path / "page.md").read_text("utf-8")
    assert "| 40 | the image has a tag that is moved | yes | `workload/mutable-tag` |" in made
    assert "| | **noticed, of 2** | 1 | 1 found, 1 can't be written |" in made


def test_the_page_names_the_pinned_version() -> None:
    assert linters.KUBE_SCORE.rpartition("@")[2] in linters.PAGE.read_text("utf-8")
