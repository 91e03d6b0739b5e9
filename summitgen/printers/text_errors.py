"""Where a template fails, and why: what Jinja and Python raise, said as a person who writes templates can use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from summitgen.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_UNDEFINED = re.compile(r"'([^']*)' is undefined")


class Position(NamedTuple):
    """A line of an overriding template; ``template`` is its path below the folder of overrides, with ``/``."""

    template: str
    line: int


class TextError(Exception):
    """A template that can't be rendered: the message names it, the line where it is known, and the reason.

    ``reason`` is the reason alone; ``position`` is the line of a project's own template that is to blame, or None
    where it is none of those.
    """

    def __init__(self, message: str, reason: str, position: Position | None) -> None:
        """See the class."""
        super().__init__(message)
        self.reason = reason
        self.position = position


def text_error(template: str, error: Exception, names: Iterable[str], overrides: Path | None) -> TextError:
    """What is told of ``error``, raised by ``template`` when it was rendered with values of these names."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    reason = _reason(error, names)
    position = None if overrides is None else _position(error, overrides)
    if isinstance(error, TemplateNotFound):
        return TextError(reason, reason, position)
    line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    name = error.name if isinstance(error, TemplateSyntaxError) and error.name else template
    return TextError(f"the template {name}{line}: {reason}", reason, position)


def _reason(error: Exception, names: Iterable[str]) -> str:
    from jinja2 import TemplateNotFound, UndefinedError

    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    if isinstance(error, RecursionError):
        return "it includes itself, or calls itself, without end"
    if isinstance(error, MemoryError):
        return "what it makes is too large"
    reason = str(error.args[0] if error.args else error) or type(error).__name__
    missing = _UNDEFINED.fullmatch(reason) if isinstance(error, UndefinedError) else None
    if missing is None:
        return reason
    known = sorted(names)
    listed = f"; there are {', '.join(known)}" if known else ""
    return f"{reason}{did_you_mean(missing[1], known) or listed}"


def _position(error: Exception, overrides: Path) -> Position | None:
    """The innermost line of an override that was at work."""
    folder = f"{overrides}/"
    inside = [(file, line) for file, line in _lines(error) if file.startswith(folder)]
    return Position(inside[-1][0].removeprefix(folder), inside[-1][1]) if inside else None


def _lines(error: Exception) -> Iterator[tuple[str, int]]:
    """Files and lines from the outermost to the innermost; Jinja gives templates' own lines to tracebacks."""
    from jinja2 import TemplateSyntaxError

    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, TemplateSyntaxError) and error.filename:
        yield error.filename, error.lineno
