"""The syntax tree of a spec: what the YAML says, with the place of every key and value.

The tree of an environment after ``extends`` is of the same types: each node keeps the file that gave it, and
``overrides`` leads to the node that it replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Place

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"


@dataclass(slots=True)
class Scalar:
    """A scalar: its YAML 1.2 (core schema) value, its text as written, and where it stands."""

    value: bool | int | float | str | None
    text: str
    place: Place
    overrides: Node | None = None


@dataclass(slots=True)
class Entry:
    """One ``key: value`` of a mapping; ``place`` is that of the key."""

    key: str
    place: Place
    value: Node


@dataclass(slots=True)
class Mapping:
    """A mapping; entries in the order of the file, keys are unique strings."""

    entries: dict[str, Entry]
    place: Place
    overrides: Node | None = None


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    place: Place
    overrides: Node | None = field(default=None)


Node: TypeAlias = Scalar | Mapping | Sequence


def to_data(node: Node) -> Data:
    """The plain value of a node, as Pydantic takes it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key: to_data(entry.value) for key, entry in node.entries.items()}
    return [to_data(item) for item in node.items]


def child(node: Node, step: str | int) -> Node | None:
    """The child of a mapping (by key) or of a list (by index or, for named things, by ``name``), if there is one."""
    if isinstance(node, Mapping):
        entry = node.entries.get(str(step))
        return entry.value if entry else None
    if isinstance(node, Sequence):
        return _item(node, step)
    return None


def _item(node: Sequence, step: str | int) -> Node | None:
    if isinstance(step, int):
        return node.items[step] if 0 <= step < len(node.items) else None
    return next((item for item in node.items if name_of(item) == step), None)


def name_of(node: Node) -> str | None:
    """The ``name`` of a named thing: of a mapping whose ``name`` is a string."""
    if isinstance(node, Mapping) and (entry := node.entries.get("name")) and isinstance(entry.value, Scalar):
        value = entry.value.value
        return value if isinstance(value, str) else None
    return None


def place_of(node: Node, path: tuple[str | int, ...], *, key: bool = False) -> Place:
    """Where the value at ``path`` stands (with ``key``, its key); of a part that is not there, its nearest ancestor."""
    place = node.place
    for position, step in enumerate(path):
        if key and position == len(path) - 1 and isinstance(node, Mapping) and step in node.entries:
            return node.entries[str(step)].place
        found = child(node, step)
        if found is None:
            if isinstance(node, Mapping) and step in node.entries:
                return node.entries[str(step)].place
            return place
        # A mapping or list begins at its first key, so the key that names it is the better place to point at.
        if isinstance(node, Mapping) and not isinstance(found, Scalar):
            place = node.entries[str(step)].place
        else:
            place = found.place
        node = found
    return place


def scalars(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    """Every scalar below a node with its path, in the order of the tree."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from scalars(entry.value, (*path, key))
    else:
        for index, item in enumerate(node.items):
            yield from scalars(item, (*path, index))
