"""Where a value stands in a YAML file: a second, slow parse, done only when there is a finding to place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path

Position = tuple[int, int]
START: Position = (1, 1)


def locate(source: str, document: int, path: Path) -> Position:
    """Line and column (from 1) of the value at a path of a document, or of its nearest ancestor that is there."""
    import yaml

    try:
        nodes = list(_nodes(source))
    except yaml.YAMLError:
        return START
    if document >= len(nodes):
        return START
    node, mark = nodes[document], nodes[document].start_mark
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        key, node = found
        mark = key.start_mark if isinstance(node, yaml.CollectionNode) else node.start_mark
    return mark.line + 1, mark.column + 1


def duplicate_key(source: str) -> tuple[str, Position] | None:
    """The first key that a mapping holds twice, where it stands for the second time; None where there is none."""
    import yaml

    try:
        return next((found for node in _nodes(source) for found in _duplicates(node)), None)
    except yaml.YAMLError:
        return None


def _nodes(source: str) -> Iterator[Any]:
    import yaml

    return iter(yaml.compose_all(source, Loader=yaml.CSafeLoader))


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """The key (of a list's item, the item) and the value that a step leads to."""
    if isinstance(step, int):
        items = node.value if node.id == "sequence" else ()
        return (items[step], items[step]) if step < len(items) else None
    pairs = node.value if node.id == "mapping" else ()
    return next(((key, value) for key, value in pairs if key.value == step), None)


def _duplicates(node: Any) -> Iterator[tuple[str, Position]]:
    if node.id == "sequence":
        for item in node.value:
            yield from _duplicates(item)
    elif node.id == "mapping":
        seen = set()
        for key, value in node.value:
            if key.id == "scalar" and key.value in seen:
                yield key.value, (key.start_mark.line + 1, key.start_mark.column + 1)
            seen.add(key.value if key.id == "scalar" else None)
            yield from _duplicates(value)
