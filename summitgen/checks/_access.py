"""Ways into parsed documents that take any shape: a wrong one is the schema check's finding, not an exception here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = "tuple[str | int, ...]"

_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


def at(node: Any, *steps: str | int) -> Any:
    """What stands at a path, or None."""
    for step in steps:
        if type(node) is dict:
            node = node.get(step)
        elif type(node) is list and type(step) is int and step < len(node):
            node = node[step]
        else:
            return None
    return node


def text(node: Any, *steps: str | int) -> str | None:
    """The string that stands at a path, or None."""
    found = at(node, *steps)
    return found if isinstance(found, str) else None


def mapping(node: Any, *steps: str | int) -> dict[str, Any]:
    """The mapping that stands at a path, or an empty one."""
    found = at(node, *steps)
    return found if isinstance(found, dict) else {}


def mappings(node: Any, *steps: str | int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings in the list at a path, each with its own path."""
    found = at(node, *steps)
    if isinstance(found, list):
        for index, item in enumerate(found):
            if isinstance(item, dict):
                yield (*steps, index), item


def strings(node: Any, *steps: str | int) -> Iterator[tuple[Path, str]]:
    """The strings in the list at a path, each with its own path."""
    found = at(node, *steps)
    if isinstance(found, list):
        for index, item in enumerate(found):
            if isinstance(item, str):
                yield (*steps, index), item


def json_path(path: Path) -> str:
    """``$.spec.containers[0].image``; a key that is no plain word stands in brackets and quotes."""
    return "$" + "".join(map(_step, path))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _PLAIN_KEY.match(step) else f'["{step}"]'
