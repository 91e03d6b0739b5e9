"""The YAML emitter: JSON-like data as block-style YAML that people read and that every parser reads alike.

Why not a library: emitting is most of the work of a build, and the libraries need 20 to 200 times as long
(docs/performance.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.artifacts import HEADER
from summitgen.printers.scalars import atom, in_mapping, inline, key, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def emit(documents: Iterable[object], *, header: str = f"# {HEADER}\n") -> str:
    """The documents as one YAML stream, each after ``---``; ``header`` are comment lines that go before all.

    The data are dicts with string keys, lists, strings, integers, finite floats, booleans and None. Raises
    TypeError for anything else, ValueError for a number that isn't finite or a lone surrogate.
    """
    return header + "".join([f"---\n{body(document)}" for document in documents])


def body(document: object) -> str:
    """One document without ``---``; data and errors as for `emit`."""
    lines: list[str] = []
    if type(document) is dict and document:
        _mapping(document, "", "", lines.append)
    elif type(document) is list and document:
        _sequence(document, "", lines.append)
    else:
        lines.append(f"{_leaf(document)}\n")
    return "".join(lines)


def flow(value: object) -> str:
    """A leaf, or an empty container, on one line; TypeError for containers that aren't empty."""
    return _leaf(value)


def _mapping(mapping: dict[str, Any], lead: str, indent: str, write: Callable[[str], None]) -> None:
    """Write a mapping that isn't empty; ``lead`` stands before its first key, ``indent`` before the others."""
    deeper = f"{indent}  "
    for name, value in mapping.items():
        head = key(name) or _explicit_key(name, indent)
        kind = type(value)
        if kind is str:
            text = in_mapping(value)
            write(f"{lead}{head} {literal(value, deeper) if text is None else text}\n")
        elif kind is dict and value:
            write(f"{lead}{head}\n")
            _mapping(value, deeper, deeper, write)
        elif kind is list and value:
            write(f"{lead}{head}\n")
            _sequence(value, deeper, write)
        else:
            write(f"{lead}{head} {_leaf(value)}\n")
        lead = indent


def _explicit_key(name: str, indent: str) -> str:
    return f"? {inline(name)}\n{indent}:"


def _sequence(items: list[Any], indent: str, write: Callable[[str], None]) -> None:
    deeper = f"{indent}  "
    for item in items:
        kind = type(item)
        if kind is dict and item:
            _mapping(item, f"{indent}- ", deeper, write)
        elif kind is list and item:
            write(f"{indent}-\n")
            _sequence(item, deeper, write)
        elif kind is str:
            text = in_mapping(item)
            write(f"{indent}- {literal(item, deeper) if text is None else text}\n")
        else:
            write(f"{indent}- {_leaf(item)}\n")


def _leaf(value: object) -> str:
    kind = type(value)
    if kind is str:
        return inline(str(value))
    if kind is dict and not value:
        return "{}"
    if kind is list and not value:
        return "[]"
    return atom(value)
