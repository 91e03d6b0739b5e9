"""The command line as a user sees it; ``cases`` are the golden transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.transcript import replay

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_transcript(case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    script = case.read_text()
    assert replay(script, capsys, monkeypatch) == script
