"""The content hash in the names of ConfigMaps and ExternalSecrets; the chart's digest helper computes the same."""

from __future__ import annotations

from hashlib import sha256

LENGTH = 10
"""Hex digits of a digest: short enough for a name, and two contents of one workload won't meet by chance."""


def digest(value: object) -> str:
    """The first ten hex digits of the SHA-256 of a map of strings, or of a list of such maps.

    Each map is its size and then, sorted by key, each key and value behind its length in bytes, so that no two
    contents give the same text. Integers count as their decimal text. TypeError for anything else.
    """
    maps = value if isinstance(value, list) else [value]
    return sha256(b"".join(map(_serialized, maps))).hexdigest()[:LENGTH]


def as_text(value: object) -> str:
    """A string, or an integer's decimal text; TypeError for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a text is made of strings and integers, not of {value!r}")


def _serialized(pairs: object) -> bytes:
    if not isinstance(pairs, dict):
        raise TypeError(f"a digest is of maps of strings, not of {pairs!r}")
    parts = [_prefixed(part) for key in sorted(pairs) for part in (key, as_text(pairs[key]))]
    return f"{len(pairs)}:".encode() + b"".join(parts)


def _prefixed(text: str) -> bytes:
    content = text.encode()
    return f"{len(content)}:".encode() + content
