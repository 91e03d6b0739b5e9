"""What a plain (unquoted) YAML scalar means: the core schema of YAML 1.2.

``yes``, ``no``, ``on`` and ``off`` are strings; ``08`` is the integer 8 and ``010`` the integer 10, since the core
schema knows octal numbers only as ``0o10``; ``1_000`` and ``0b1`` are strings.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    Value = None | bool | int | float | str

WORDS: Final[Mapping[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
INTEGER_LIMIT = 2**53
"""JSON readers keep integers exactly up to this magnitude."""

_STARTS_NUMBER = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset((".nan", ".NaN", ".NAN"))
_MOST_DIGITS = 400
"""More digits than any number within the limits needs; CPython refuses to read integers of thousands of digits."""


def plain_value(text: str) -> Value:
    """The value of a plain scalar; a number that no spec may hold comes as an infinity, a NaN or a huge integer."""
    if text in WORDS:
        return WORDS[text]
    if text[0] in _STARTS_NUMBER:
        return _number(text)
    return text


def refusal(value: Value) -> str | None:
    """Why a number can't be in a spec, or None if it can."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else "is not a finite number"
    return None if -INTEGER_LIMIT <= value <= INTEGER_LIMIT else "is an integer beyond ±2^53"


def _number(text: str) -> Value:
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return -math.inf if text[0] == "-" else math.inf
    return math.nan if text in _NOT_A_NUMBER else text


def _integer(text: str) -> int:
    if text.startswith("0o"):
        return int(text[2:], 8)
    if text.startswith("0x"):
        return int(text[2:], 16)
    digits = text.lstrip("+-").lstrip("0") or "0"
    size = int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -size if text[0] == "-" else size
