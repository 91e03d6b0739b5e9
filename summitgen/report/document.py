"""Findings as a JSON document of a stable shape.

``{"version": 1, "findings": [{"id", "severity", "message", "remedy", "file", "line", "column", "related": [{"message",
"file", "line", "column"}]}]}``. ``severity`` is ``error`` or ``warning``; ``file``, ``line`` and ``column`` are null
where no file is to blame; files are relative to the project with ``/``, lines and columns count from 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.report.grouping import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.findings import Finding, Place

VERSION = 1
"""Goes up when a key changes its meaning or goes away, not when one is added."""


def json(findings: Iterable[Finding]) -> str:
    """The document, in ASCII, indented, in the order of the findings, ending with a line break."""
    from json import dumps

    return dumps({"version": VERSION, "findings": [_finding(one) for one in grouped(findings)]}, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "remedy": finding.remedy,
        **_place(finding.place),
        "related": [{"message": one.message, **_place(one.place)} for one in finding.related],
    }


def _place(place: Place | None) -> dict[str, object]:
    file, line, column = place or (None, None, None)
    return {"file": file, "line": line, "column": column}
