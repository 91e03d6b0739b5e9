"""Rendered bytes read back: YAML 1.2 by the Rust parser, JSON by the standard library; duplicate keys are refused.

The Rust parser was compared with ruamel (tests/checks/test_reading.py). It takes characters that YAML doesn't allow,
so these are looked for here.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from summitgen.checks._positions import START, Position, duplicate_key

# Not among YAML 1.2's printable characters (5.1); DEL and C1 stop the parsers of Helm and Kubernetes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_POSITION = re.compile(r"at line (\d+), column (\d+)")
_BEFORE_CONTENT = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*(?:#[^\n]*)?\n|---[ \t]+)*")


class UnreadableError(Exception):
    """The bytes are not what their name promises; the message says why, ``position`` where (from 1)."""

    def __init__(self, message: str, position: Position = START) -> None:
        super().__init__(message)
        self.position = position


def decoded(content: bytes) -> str:
    """The text of a file; raises UnreadableError where it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UnreadableError(f"byte {problem.start} is not UTF-8; allowed: UTF-8") from problem


def yaml_documents(source: str) -> list[Any]:
    """The documents of a YAML 1.2 file; raises UnreadableError."""
    import yaml_rs

    if unprintable := _UNPRINTABLE.search(source):
        where = _position(source, unprintable.start())
        raise UnreadableError(f"YAML does not allow the character U+{ord(unprintable[0]):04X}", where)
    try:
        found: Any = yaml_rs.loads(source, parse_datetime=False)
    except yaml_rs.YAMLDecodeError as problem:
        raise _explained(source, str(problem)) from problem
    # Several documents come as a list, as a document does that is one.
    return found if isinstance(found, list) and not _is_list(source) else [found]


def json_document(source: str) -> Any:
    """The value of a JSON file; raises UnreadableError."""
    try:
        return json.loads(source, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        raise UnreadableError(problem.msg, (problem.lineno, problem.colno)) from problem


def _explained(source: str, message: str) -> UnreadableError:
    if found := duplicate_key(source):
        return UnreadableError(f'the key "{found[0]}" stands twice in one mapping', found[1])
    position = _POSITION.search(message)
    where = (int(position[1]), int(position[2])) if position else START
    return UnreadableError(message.splitlines()[-1], where)


def _position(source: str, offset: int) -> Position:
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _is_list(source: str) -> bool:
    start = _BEFORE_CONTENT.match(source)
    return source.startswith(("- ", "-\n", "["), start.end() if start else 0)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UnreadableError(f'the key "{twice}" stands twice in one object')
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableError(f"{name} is no JSON")
