"""Findings on a stream: coloured on a terminal, plain anywhere else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from summitgen.report.layout import layout
from summitgen.report.plain import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from summitgen.findings import Finding
    from summitgen.report.layout import Sources


def show(findings: Iterable[Finding], sources: Sources, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write a report to a stream.

    On a terminal it fits the width (``COLUMNS``, or the terminal's own) and has colours, unless ``NO_COLOR`` is set and
    not empty or ``TERM`` is ``dumb``; elsewhere it is plain. Characters that the stream can't encode become escapes.
    Raises OSError where the stream can't be written.
    """
    if not stream.isatty():
        stream.write(_encodable(text(findings, sources), stream))
        return
    columns = _columns(environ)
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        stream.write(_encodable(text(findings, sources, columns=columns), stream))
        return
    stream.write(_encodable(coloured(findings, sources, columns), stream))


def coloured(findings: Iterable[Finding], sources: Sources, columns: int) -> str:
    """The report with ANSI escapes. Only our own styles become escapes: the user's text is no markup."""
    from rich.color import ColorSystem
    from rich.style import Style

    def styled(piece: str, style: str) -> str:
        return Style.parse(style).render(piece, color_system=ColorSystem.STANDARD) if style else piece

    lines = layout(findings, sources, columns)
    return "".join("".join(styled(piece.text, piece.style) for piece in line) + "\n" for line in lines)


def _columns(environ: Mapping[str, str]) -> int:
    given = environ.get("COLUMNS", "")
    return int(given) if given.isascii() and given.isdigit() and int(given) else shutil.get_terminal_size().columns


def _encodable(report: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return report.encode(encoding, errors="backslashreplace").decode(encoding)
