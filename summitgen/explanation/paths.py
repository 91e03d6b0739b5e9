"""Paths as users write them: ``env.LOG_LEVEL.value``, ``steps.0.setWeight`` or ``steps[0].setWeight``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from summitgen.syntax import Mapping, Scalar, child, name_of

if TYPE_CHECKING:
    from summitgen.syntax import Node

Path = tuple[str | int, ...]


class Found(NamedTuple):
    """How far a text leads into a tree: the steps, the node there, and the parts of the text that lead no further."""

    path: Path
    node: Node
    rest: tuple[str, ...]


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a path as it is written."""
    return tuple(re.sub(r"\[(\d+)\]", r".\1", text).split("."))


def text_of(path: Path) -> str:
    """A path as it is written."""
    return ".".join(str(step) for step in path)


def follow(tree: Node, parts: tuple[str, ...], path: Path = ()) -> Found:
    """Go as far as the parts lead. A key with dots takes several parts; of several ways, the furthest."""
    best = Found(path, tree, parts)
    for end in range(len(parts), 0, -1):
        step = _step(tree, ".".join(parts[:end]))
        below = child(tree, step) if step is not None else None
        if step is not None and below is not None:
            found = follow(below, parts[end:], (*path, step))
            if len(found.rest) < len(best.rest):
                best = found
    return best


def steps_from(node: Node) -> tuple[str, ...]:
    """What may follow in a path, as it is written."""
    if isinstance(node, Scalar):
        return ()
    if isinstance(node, Mapping):
        return tuple(node.entries)
    return tuple(name_of(item) or str(index) for index, item in enumerate(node.items))


def _step(node: Node, text: str) -> str | int | None:
    """The step that a part means: a key, or the index of an item that is named by its ``name`` or its number."""
    if isinstance(node, Scalar):
        return None
    if isinstance(node, Mapping):
        return text
    named = next((index for index, item in enumerate(node.items) if name_of(item) == text), None)
    return int(text) if named is None and text.isascii() and text.isdigit() else named
