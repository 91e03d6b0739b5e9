"""Findings as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.report.layout import layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.findings import Finding
    from summitgen.report.layout import Sources


def text(findings: Iterable[Finding], sources: Sources, *, columns: int | None = None) -> str:
    """A report: each finding with its place, the source line with a caret, related places and the remedy; then the sum.

    ``sources`` gives the text of a file, or None; ``columns`` is the width to fit into, in cells (None: lines are not
    broken, and source lines are cut at 120 cells). Lines end with a line break and have no spaces at their end.
    """
    lines = layout(findings, sources, columns)
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)
