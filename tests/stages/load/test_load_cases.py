"""Golden cases of the loader: a folder each, with its environments and the report that they have to give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from summitgen import report
from summitgen.artifacts import Project
from summitgen.stages.load import load

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())


def source(root: Path, file: str) -> str | None:
    path = root / file
    return path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else None


@pytest.mark.parametrize("name", NAMES)
def test_report(name: str) -> None:
    root = CASES / name
    loaded = load(Project(root, "case"))
    report_text = report.text(loaded.findings, lambda file: source(root, file))
    assert report_text == (root / "expected.txt").read_text(encoding="utf-8")
    assert set(loaded.files).isdisjoint(loaded.broken)
    assert {finding.place.file for finding in loaded.findings if finding.place} >= set(loaded.broken)


def test_every_refusal_has_a_case() -> None:
    """The ids of the loader's findings, as its source names them, are all in some expected report."""
    package = Path(__file__).parents[3] / "summitgen" / "stages"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(package.glob("yaml_*.py")))
    named = set(re.findall(r'"(load/[-a-z0-9]+)"', code))
    expected = "".join((CASES / name / "expected.txt").read_text(encoding="utf-8") for name in NAMES)
    assert len(named) >= 12
    assert sorted(one for one in named if f"[{one}]" not in expected) == []
