"""The lines of a report as pieces of text with a style, for the plain and the coloured printer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summitgen.findings import Severity
from summitgen.report.cells import safe, window, wrapped
from summitgen.report.grouping import grouped, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitgen.findings import Finding, Place

    Sources = Callable[[str], str | None]
    Line = tuple["Piece", ...]

WIDEST_EXCERPT = 120
"""Cells of a source line that are shown where the width is unknown."""
NARROWEST = 40
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_MARGIN = "dim"


class Piece(NamedTuple):
    """A piece of a line, made safe for terminals; ``style`` is one of Rich's, or empty."""

    text: str
    style: str = ""


def layout(findings: Iterable[Finding], sources: Sources, columns: int | None) -> Iterator[Line]:
    """The lines of a report on findings, to fit into ``columns`` cells (None: as wide as they are)."""
    groups = grouped(findings)
    room = None if columns is None else max(columns, NARROWEST)
    lines = _Lines(sources)
    for finding in groups:
        yield from _finding(finding, lines, room)
        yield ()
    yield (Piece(summary(groups), "bold"),)


class _Lines:
    """Source lines by place; each file is asked for once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files: dict[str, list[str]] = {}

    def at(self, place: Place) -> str | None:
        """The line of a place without its line break, or None where there is none."""
        if place.file not in self._files:
            text = (self._sources(place.file) or "").removeprefix("\ufeff")
            # As YAML breaks lines: str.splitlines knows more line breaks than that.
            self._files[place.file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines = self._files[place.file]
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None


def _finding(finding: Finding, lines: _Lines, room: int | None) -> Iterator[Line]:
    where = f"{_where(finding.place)} " if finding.place is not None else ""
    yield Piece(where, "bold"), Piece(f"[{finding.id}]", "dim")
    severity = finding.severity
    indent = " " * (len(severity) + 2)
    head = Piece(f"{severity}: ", _STYLES[severity])
    for number, text in enumerate(_fitted(finding.message, room, len(indent))):
        yield (Piece(indent) if number else head), Piece(text, "bold")
    if finding.place is not None:
        yield from _excerpt(finding.place, lines, room)
    for related in finding.related:
        label = f"{_where(related.place)}: "
        for number, text in enumerate(_fitted(label + related.message, room, 4)):
            yield Piece("    " if number else "  @ ", _MARGIN), Piece(text)
    for number, text in enumerate(_fitted(finding.remedy, room, 10)):
        yield Piece(" " * 10 if number else "  remedy: ", "" if number else "green"), Piece(text)


def _excerpt(place: Place, lines: _Lines, room: int | None) -> Iterator[Line]:
    line = lines.at(place)
    if not line or not line.strip():
        return
    margin = f"{place.line:>5} | "
    shown, cell = window(line, place.column - 1, (room or WIDEST_EXCERPT) - len(margin))
    yield Piece(margin, _MARGIN), Piece(shown)
    yield Piece(f"{'':>5} | ", _MARGIN), Piece(" " * cell + "^", "bold red")


def _fitted(text: str, room: int | None, indent: int) -> list[str]:
    return wrapped(safe(text), None if room is None else room - indent)


def _where(place: Place) -> str:
    return safe(f"{place.file}:{place.line}:{place.column}").replace("\n", "\\n")
