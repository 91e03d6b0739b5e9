"""Every case of every check, its findings to the letter; every check has both kinds of case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summitgen.checks import discover
from tests.checks.case import CASES, findings, transcript

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = sorted(path for path in CASES.glob("*/*") if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_case(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text("utf-8")
    assert bool(expected) == folder.name.startswith("err-"), "ok- and err- say what is expected"
    assert transcript(findings(folder)) == expected


def test_each_check_has_a_case_that_passes_and_one_that_fails() -> None:
    kinds = {(f"check/{path.parent.name}", path.name.partition("-")[0]) for path in FOLDERS}
    assert kinds == {(check.id, kind) for check in discover() for kind in ("ok", "err")}
