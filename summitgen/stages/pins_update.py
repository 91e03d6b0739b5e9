"""Newer pins from a file, written into the specs where the older ones stand: their texts alone, nothing around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, error
from summitgen.stages.uses import COMMIT, Use, uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from summitgen.stages.pins import Pin
    from summitgen.syntax import Scalar

_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?", re.ASCII)
_SCALAR = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s,{}\[\]#]+""")
_NUMERIC = re.compile("[0-9]*e?[0-9]*")


@dataclass(frozen=True, slots=True)
class Edit:
    """A scalar of a spec, and the text that takes its place."""

    scalar: Scalar
    text: str


def newer(path: str, content: bytes, pins: Iterable[Pin]) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """What changes in the table by what a workflow uses, and what of it can't be taken over.

    ``path`` and ``content`` are the workflow's. Actions that the table doesn't have are left alone; one that it has at
    two commits, without an exact version or not at a commit is a finding.
    """
    table: dict[str, list[Pin]] = {}
    for pin in pins:
        if pin.kind == "action":
            table.setdefault(pin.name, []).append(pin)
    found: dict[str, tuple[int, Use]] = {}
    findings: list[Finding] = []
    for line, use in uses(content):
        if use.action in table:
            _, first = found.setdefault(use.action, (line, use))
            findings += _mistakes(use, first, Place(path, line, 1))
    edits = (edit for _, use in found.values() for pin in table[use.action] for edit in _edits(pin, use))
    return (() if findings else tuple(edits)), tuple(findings)


def newer_in_table(given: Iterable[Pin], pins: Iterable[Pin]) -> tuple[Edit, ...]:
    """What changes in the table by the pins of another spec file, base images too; what it alone has is left alone."""
    wanted = {(pin.kind, pin.name, pin.use): pin for pin in given}
    pairs = ((pin, wanted.get((pin.kind, pin.name, pin.use))) for pin in pins)
    return tuple(
        edit
        for pin, other in pairs
        if other is not None
        for edit in _edits(pin, Use(pin.name, other.digest.text, other.version.text))
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A spec's text with the edits of its scalars; ValueError where a scalar isn't on one line."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: one.scalar.place, reverse=True):
        _, line, column = edit.scalar.place
        before, rest = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        token = _SCALAR.match(rest)
        if token is None or edit.scalar.text not in token[0]:
            raise ValueError(f"{edit.scalar.place.file}:{line}:{column}: {edit.scalar.text} does not stand here")
        lines[line - 1] = before + _written(edit.text, token[0][0]) + rest[token.end() :]
    return "\n".join(lines)


def by_file(edits: Iterable[Edit]) -> Mapping[str, tuple[Edit, ...]]:
    """The edits by the spec file that they change."""
    files: dict[str, list[Edit]] = {}
    for edit in edits:
        files.setdefault(edit.scalar.place.file, []).append(edit)
    return {file: tuple(found) for file, found in sorted(files.items())}


def _written(text: str, first: str) -> str:
    """In the quotes that the older text had; without any where YAML takes the newer for a string too."""
    if first in "\"'":
        return f"{first}{text}{first}"
    return f'"{text}"' if _NUMERIC.fullmatch(text) else text


def _mistakes(use: Use, first: Use, place: Place) -> Iterator[Finding]:
    if not COMMIT.fullmatch(use.commit):
        message = f"{use.action} is at {use.commit}; the table takes full commits"
        yield error("pins/not-a-commit", message, "Write its full commit.", place)
    elif not _VERSION.fullmatch(use.version):
        said = f"the comment says {use.version}" if use.version else "there is no comment"
        message = f"{use.action}: {said}; the table takes exact versions, such as v4.2.0"
        yield error("pins/no-version", message, "Write the exact version as a comment behind the commit.", place)
    elif use != first:
        message = f"{use.action} is at {use.commit} here and at {first.commit} before; the table has one"
        yield error("pins/two-commits", message, "Bring both to one commit and version.", place)


def _edits(pin: Pin, use: Use) -> Iterator[Edit]:
    if pin.version.text != use.version:
        yield Edit(pin.version, use.version)
    if pin.digest.text != use.commit:
        yield Edit(pin.digest, use.commit)
