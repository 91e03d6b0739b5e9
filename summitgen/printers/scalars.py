"""Strings, numbers and keys as YAML scalars that mean the same in YAML 1.1 and 1.2."""

from __future__ import annotations

import re
from functools import cache
from json.encoder import encode_basestring
from math import isfinite

# What some parser of YAML 1.1 or 1.2 reads as a boolean, a null or a number although it begins with a letter.
_WORDS = "y|n|yes|no|on|off|true|false|null|nan|inf|infinity"
_PLAIN_CHARACTER = r"(?:[!-9;-~]|:(?=[!-~])| (?=[!\"$-9;-~]))"
_QUANTITY = r"(?:[0-9]+(?:\.[0-9]+)?(?:ms|[smhd%]|[KMGTP]i))+"
_PLAIN = re.compile(rf"(?!(?i:{_WORDS})\Z)[A-Za-z_/]{_PLAIN_CHARACTER}*|{_QUANTITY}")
# Characters that YAML forbids raw, folds as line breaks, or that no reader can see.
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What a literal block can't hold exactly, or holds against yamllint's rules (trailing spaces, three empty lines).
_NOT_LITERAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[ \t](?:\n|\\Z)|\n{4}|\n\n\\Z|\\A[ \t\n]"
)
# YAML looks for a key's colon 1024 characters ahead, quotes included.
_LONGEST_SIMPLE_KEY = 1000


# The caches hold results of pure functions: names and values recur in every object, and a lookup is a quarter of the
# work. They are unbounded since a bounded cache makes the whole emitter 1.6 times slower.
@cache
def inline(text: str) -> str:
    """A string as a scalar on one line: plain where no parser can take it for anything else, else double-quoted.

    Raises ValueError for a lone surrogate, which no UTF-8 file can hold.
    """
    return text if _PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """A string as a double-quoted scalar with the escapes of JSON; ValueError for a lone surrogate."""
    if _SURROGATE.search(text):
        raise ValueError(f"a lone surrogate can't be written as YAML: {text!r}")
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", encode_basestring(text))


@cache
def in_mapping(text: str) -> str | None:
    """As `inline`, or None where the string reads better as a literal block (`literal`)."""
    return None if "\n" in text and is_literal(text) else inline(text)


@cache
def key(text: str) -> str | None:
    """A mapping's key with its colon, or None where it is too long for that: YAML then demands an explicit ``?``."""
    scalar = inline(text)
    return f"{scalar}:" if len(scalar) <= _LONGEST_SIMPLE_KEY else None


def is_literal(text: str) -> bool:
    """Whether a string of several lines is the same, and readable, as a literal block."""
    return not _NOT_LITERAL.search(text) and not _SURROGATE.search(text)


def literal(text: str, indent: str) -> str:
    """A string as a literal block from its ``|`` on, without final newline; its lines stand behind ``indent``."""
    head = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([head, *(f"{indent}{line}" if line else "" for line in lines)])


def atom(value: object) -> str:
    """Anything but strings and containers: null, a boolean or a number.

    Raises TypeError for a value that isn't JSON-like, ValueError for a number that isn't finite.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _float(value)
    raise TypeError(f"only JSON-like data can be written as YAML, not a {type(value).__name__}: {value!r}")


def _float(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"only finite numbers can be written as YAML, not {value!r}")
    mantissa, e, exponent = float.__repr__(value).partition("e")
    # YAML 1.1 takes 1e-07 for a string: there a number with an exponent has a point.
    return f"{mantissa}.0e{exponent}" if e and "." not in mantissa else f"{mantissa}{e}{exponent}"
