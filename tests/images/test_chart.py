"""The picture has every figure it should, and its bytes depend on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.images import chart
from benchmarks.images.rounds import NAIVE, OURS, SLIM
from tests.images.figures import measured

if TYPE_CHECKING:
    from pathlib import Path


def test_the_picture(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        chart.draw((measured(), measured()), tmp_path / name)
    text = (tmp_path / "one.svg").read_text()
    assert text == (tmp_path / "two.svg").read_text()
    for word in (NAIVE, SLIM, OURS, "2,000", "1,100", "265  (-87%)", "70.0", "9.0  (-85%)", "0.1  (-99.8%)"):
        assert f">{word}<" in text, word
    for title in ("pnpm monorepo: size, MB", "builds, CPU seconds", "unrelated package edited"):
        assert text.count(f">{title}<") == 2
