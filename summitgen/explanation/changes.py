"""Trees with another value at a path; what they don't change they share with the tree that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.explanation.fields import field_at, keys_of, keys_with
from summitgen.syntax import Entry, Mapping, Scalar, Sequence, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.explanation.alternatives import Value
    from summitgen.explanation.paths import Path
    from summitgen.findings import Place
    from summitgen.syntax import Data, Node


def replaced(node: Node, path: Path, value: Value) -> Node:
    """The tree with a value at a path; maps that are not there are made."""
    return _put(node, path, Scalar(value, str(value), node.place))


def _node(data: Data, place: Place) -> Node:
    if isinstance(data, list):
        return Sequence([_node(one, place) for one in data], place)
    if isinstance(data, dict):
        return Mapping({key: Entry(key, place, _node(one, place)) for key, one in data.items()}, place)
    return Scalar(data, str(data), place)


def _put(node: Node, path: Path, new: Node) -> Node:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(node, Sequence):
        items = [_put(item, rest, new) if index == step else item for index, item in enumerate(node.items)]
        return Sequence(items, node.place)
    entries = node.entries if isinstance(node, Mapping) else {}
    entry = entries.get(str(step), Entry(str(step), node.place, Mapping({}, node.place)))
    return Mapping(entries | {entry.key: Entry(entry.key, entry.place, _put(entry.value, rest, new))}, node.place)


def filled(tree: Node, path: Path) -> Node:
    """The tree with the default that the model fills in at a path, where nothing is given there."""
    for end in range(1, len(path) + 1):
        field, above = field_at(tree, path[:end]), field_at(tree, path[: end - 1])
        if node_at(tree, path[:end]) is None and field is not None and above is not None:
            if field.filled_in is not None:
                tree = _put(tree, path[:end], _node(field.filled_in, tree.place))
            elif str(path[end - 1]) not in keys_of(above, node_at(tree, path[: end - 1])):
                break  # the item of a list or map: nothing fills these in
    return tree


def node_at(tree: Node, path: Path) -> Node | None:
    """What is given at a path."""
    node: Node | None = tree
    for step in path:
        node = child(node, step) if node is not None else None
    return node


def changes(tree: Node, path: Path, value: Value) -> Iterator[Node]:
    """The tree with a value, and then with what else the model may demand beside it.

    A `type` decides which keys stand beside it, and one of a few words (a language) which other words may.
    """
    changed = replaced(tree, path, value)
    yield changed
    field = field_at(tree, path)
    if field is None or not field.choices:
        return
    if path[-1] == "type":
        yield _reduced(changed, path[:-1], keys_with(field_at(tree, path[:-1]), str(value)))
        return
    for sibling in _keys(tree, path[:-1]):
        beside = field_at(tree, (*path[:-1], sibling)) if sibling != path[-1] else None
        for choice in beside.choices if beside else ():
            yield replaced(changed, (*path[:-1], sibling), choice)


def _reduced(tree: Node, path: Path, keys: tuple[str, ...]) -> Node:
    """The tree with no other keys in the map at a path."""
    node = node_at(tree, path)
    assert isinstance(node, Mapping)
    left = {key: entry for key, entry in node.entries.items() if key in keys}
    return _put(tree, path, Mapping(left, node.place))


def _keys(tree: Node, path: Path) -> tuple[str, ...]:
    node = node_at(tree, path)
    return tuple(node.entries) if isinstance(node, Mapping) else ()
