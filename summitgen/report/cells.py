"""How text looks on a terminal: what each character shows as, and how many cells it takes."""

from __future__ import annotations

import unicodedata

TAB = "    "
_ELLIPSIS = "…"
_INVISIBLE = frozenset(("Mn", "Me", "Cf"))
_ESCAPED = frozenset(("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
# Characters of a right-to-left override and the like could make a line read otherwise than it is.
_DECEIVING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(character: str) -> str:
    """What a character shows as: itself, spaces for a tab, an escape where a terminal should not get it."""
    if character == "\t":
        return TAB
    if character in _DECEIVING or unicodedata.category(character) in _ESCAPED:
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def safe(text: str) -> str:
    """A text with nothing in it that could steer a terminal; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join("".join(map(shown, line)) for line in text.split("\n"))


def width(text: str) -> int:
    """How many cells a text takes in one line."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def window(line: str, column: int, room: int) -> tuple[str, int]:
    """The part of a line around a column (from 0) that fits into ``room`` cells, and the cell of the column.

    A column behind the line's end is where the next character would stand. What is cut off shows as an ellipsis.
    """
    pieces = [shown(character) for character in line]
    widths = [width(piece) for piece in pieces]
    column = min(column, len(pieces))
    if sum(widths) < room:
        return "".join(pieces), sum(widths[:column])
    start = _start(widths, column, room // 2)
    head = _ELLIPSIS if start else ""
    end, used = start, len(head)
    while end < len(pieces) and used + widths[end] < room:
        used += widths[end]
        end += 1
    tail = _ELLIPSIS if end < len(pieces) else ""
    return head + "".join(pieces[start:end]) + tail, len(head) + sum(widths[start:column])


def wrapped(text: str, room: int | None) -> list[str]:
    """The lines of a text, broken at spaces to fit into ``room`` cells (None: not broken)."""
    lines = []
    for line in text.split("\n"):
        lines.extend([line] if room is None or width(line) <= room else _broken(line, room))
    return lines


def _start(widths: list[int], column: int, half: int) -> int:
    """The first character to show so that about half the room lies before the column."""
    start, used = column, 0
    while start > 0 and used + widths[start - 1] < half:
        start -= 1
        used += widths[start]
    return start


def _broken(line: str, room: int) -> list[str]:
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cells(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
