"""Diffs as a terminal shows them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from summitgen.cli.drift import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.stages.diff import FileDiff

WIDTH = 60  # characters of plus and minus signs in a stat
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
# A file that was tampered with could steer the terminal that shows it.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(10, 32), *range(127, 160))}


def wants_colour(choice: str) -> bool:
    """Whether to colour: as asked, or (``auto``) on a terminal without NO_COLOR."""
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return choice == "always"


def painted(diffs: Sequence[FileDiff], colour: bool) -> str:
    """The unified diffs, one after the other; coloured ones with control characters made visible."""
    lines = (line for diff in diffs for line in diff.lines)
    return "".join(f"{_painted(line) if colour else line}\n" for line in lines)


def _painted(line: str) -> str:
    text = line.translate(_CONTROLS)
    if line.startswith(("--- ", "+++ ")):
        return click.style(text, bold=True)
    return click.style(text, fg=_COLOURS[line[0]]) if line[:1] in _COLOURS else text


def stat(diffs: Sequence[FileDiff], colour: bool) -> str:
    """A line a file with how many lines differ, and their sum; empty without diffs."""
    if not diffs:
        return ""
    longest = max(len(diff.path) for diff in diffs)
    most = max(diff.added + diff.deleted for diff in diffs)
    scale = min(1.0, WIDTH / most) if most else 1.0
    lines = [
        f" {diff.path:<{longest}} | {diff.added + diff.deleted:>4} {_bar(diff, scale, colour)}".rstrip()
        for diff in diffs
    ]
    added, deleted = sum(diff.added for diff in diffs), sum(diff.deleted for diff in diffs)
    return "\n".join([*lines, f" {count(len(diffs))} changed, {added} insertions(+), {deleted} deletions(-)", ""])


def _bar(diff: FileDiff, scale: float, colour: bool) -> str:
    """Plus and minus signs; at least one of each kind that there is."""
    plus, minus = ("+" * _length(diff.added, scale), "-" * _length(diff.deleted, scale))
    signs = ((plus, "green"), (minus, "red"))
    return "".join(click.style(sign, fg=paint) if colour and sign else sign for sign, paint in signs)


def _length(number: int, scale: float) -> int:
    return max(1, int(number * scale)) if number else 0
