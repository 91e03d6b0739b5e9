"""Unified diffs of artifacts: what a build would change, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

CONTEXT = 3
LONGEST = 20_000  # lines to compare; beyond, what differs is shown as one replacement: the matcher is quadratic
_SIGNS = {"delete": "-", "insert": "+", "equal": " "}


class FileDiff(NamedTuple):
    """The diff of one file: path, lines of the diff (without line ends), how many lines were added and deleted."""

    path: str
    lines: tuple[str, ...]
    added: int
    deleted: int


def file_diff(path: str, before: bytes | None, after: bytes | None) -> FileDiff:
    """The unified diff of a file; None stands for a file that is not there."""
    names = [f"--- {'a/' + path if before is not None else '/dev/null'}"]
    names.append(f"+++ {'b/' + path if after is not None else '/dev/null'}")
    try:
        old, new = _lines(before), _lines(after)
    except UnicodeDecodeError:
        return FileDiff(path, (*names, "Binary files differ"), 0, 0)
    if old == new:
        what = "the executable bit differs" if before is not None and after is not None else "an empty file"
        return FileDiff(path, (*names, f"({what})"), 0, 0)
    body = tuple(_body(old, new))
    added = sum(line.startswith("+") for line in body)
    return FileDiff(path, (*names, *body), added, sum(line.startswith("-") for line in body))


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode().split("\n") if content else []


def _body(old: list[str], new: list[str]) -> Iterator[str]:
    old, new = _ended(old), _ended(new)
    for group in _Matcher(old, new).get_grouped_opcodes(CONTEXT):
        yield f"@@ -{_range(group[0][1], group[-1][2])} +{_range(group[0][3], group[-1][4])} @@"
        for opcode in group:
            yield from _signed(opcode, old, new)


def _ended(lines: list[str]) -> list[str]:
    """The lines of a file; a last one without a line end says so, as diff does, and so differs from one with."""
    if lines and lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], f"{lines[-1]}\n\\ No newline at end of file"] if lines else []


def _signed(opcode: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[str]:
    tag, old_start, old_end, new_start, new_end = opcode
    if tag in {"equal", "delete", "replace"}:
        sign = _SIGNS["equal" if tag == "equal" else "delete"]
        yield from (line for text in old[old_start:old_end] for line in f"{sign}{text}".split("\n"))
    if tag in {"insert", "replace"}:
        yield from (line for text in new[new_start:new_end] for line in f"+{text}".split("\n"))


def _range(start: int, end: int) -> str:
    """Lines in the notation of unified diffs: counted from 1, of an empty range the line before it."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + bool(length)},{length}"


class _Matcher(SequenceMatcher[str]):
    """A matcher that looks only between what two files have in common at their start and their end."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__(None, "", "")
        self._sides = old, new

    def get_opcodes(self) -> list[Opcode]:
        old, new = self._sides
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        old_end, new_end = len(old) - end, len(new) - end
        opcodes: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
        opcodes += _shifted(old[start:old_end], new[start:new_end], start)
        return opcodes + ([("equal", old_end, len(old), new_end, len(new))] if end else [])


def _common(old: list[str], new: list[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), min(len(old), len(new)))


def _shifted(old: list[str], new: list[str], start: int) -> list[Opcode]:
    if not old or not new or max(len(old), len(new)) > LONGEST:
        tag: Literal["replace", "delete", "insert"] = "replace" if old and new else "delete" if old else "insert"
        return [(tag, start, start + len(old), start, start + len(new))] if old or new else []
    opcodes = SequenceMatcher(None, old, new).get_opcodes()
    return [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in opcodes]
