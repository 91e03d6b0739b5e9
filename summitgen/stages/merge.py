"""How a spec file is laid over what it extends (docs/guide/merging.md is the user's view).

Maps merge, lists of named things merge by ``name``, other lists and scalars replace. ``null`` removes a key and
``$remove: true`` beside a ``name`` removes a named thing. While layers are merged, what was removed stays as a mark
(the null, the item with ``$remove``), so that a later layer may add it again and still know what it replaced;
``settled`` takes the marks out. Nothing is changed in place: layers and results share what they have in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summitgen.stages import merge_refusals as refuse
from summitgen.stages.merge_refusals import REMOVE
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence, name_of

if TYPE_CHECKING:
    from summitgen.findings import Finding


class Merged(NamedTuple):
    """Merged layers, what could not be merged, and whether ``settled`` has marks to take out."""

    tree: Mapping
    findings: tuple[Finding, ...]
    marked: bool


def merge(below: Mapping, above: Mapping) -> Merged:
    """The map that results from ``above`` laid over ``below``.

    Maps and lists that merge keep the place where they were first given; a value that replaces another leads to it in
    ``overrides``. Over an empty map the result is ``above`` itself.
    """
    merger = _Merger()
    if not below.entries:
        merger.added("", above)
        return Merged(above, tuple(merger.findings), merger.marked)
    tree = Mapping(merger.entries(below, above), below.place, below.overrides)
    return Merged(tree, tuple(merger.findings), merger.marked)


def settled(tree: Mapping) -> Mapping:
    """A merged tree without the marks of what was removed; the very same tree where nothing was."""
    entries = {
        key: entry if (value := _settled(entry.value)) is entry.value else Entry(key, entry.place, value)
        for key, entry in tree.entries.items()
        if key != REMOVE and not _is_null(entry.value)
    }
    same = len(entries) == len(tree.entries) and all(entries[key] is entry for key, entry in tree.entries.items())
    return tree if same else Mapping(entries, tree.place, tree.overrides)


def _settled(node: Node) -> Node:
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Mapping):
        return settled(node)
    items = [_settled(item) for item in node.items if not _is_removal(item)]
    same = len(items) == len(node.items) and all(new is old for new, old in zip(items, node.items, strict=True))
    return node if same else Sequence(items, node.place, node.overrides)


class _Merger:
    """One merge of two trees; gathers the findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.marked = False

    def _refuse(self, finding: Finding) -> None:
        # What is refused may stay in the tree as a mark.
        self.marked = True
        self.findings.append(finding)

    def entries(self, below: Mapping, above: Mapping) -> dict[str, Entry]:
        """The entries of two maps: those of ``below`` in their order, then those that only ``above`` has."""
        merged = dict(below.entries)
        for key, entry in above.entries.items():
            under = below.entries.get(key)
            if key == REMOVE:
                self._refuse(refuse.misplaced(entry))
            elif under is None:
                self.added(key, entry.value)
                merged[key] = entry
            else:
                merged[key] = self._entry(under, entry)
        return merged

    def added(self, key: str, node: Node) -> None:
        """Judge a node that lies over nothing: there is nothing that it could remove."""
        if isinstance(node, Mapping):
            for inner, entry in node.entries.items():
                if inner == REMOVE:
                    self._refuse(refuse.misplaced(entry))
                else:
                    self.added(inner, entry.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                self._added_item(item)
        elif node.value is None:
            self._refuse(refuse.nothing_to_remove(f'the key "{key}"', node.place))

    def _added_item(self, item: Node) -> None:
        if _is_removal(item):
            self._refuse(refuse.nothing_to_remove(f'"{name_of(item)}"', item.place))
        elif not _is_null(item):
            self.added("", item)

    def _entry(self, below: Entry, above: Entry) -> Entry:
        """One key that both have; of maps and lists that merge it stays the key that was there first."""
        under, over = below.value, above.value
        if isinstance(under, Mapping) and isinstance(over, Mapping):
            merged = Mapping(self.entries(under, over), under.place, under.overrides)
            return Entry(below.key, below.place, merged)
        if isinstance(under, Sequence) and isinstance(over, Sequence) and _named(under) and _named(over):
            items = self._items(above.key, under.items, over.items)
            return Entry(below.key, below.place, Sequence(items, under.place, under.overrides))
        self._judge_replacement(below, above)
        return Entry(above.key, above.place, _replacing(over, under))

    def _judge_replacement(self, below: Entry, above: Entry) -> None:
        under, over = below.value, above.value
        removes = _is_null(over)
        self.marked = self.marked or removes
        if _is_null(under) or not removes:
            self.added(above.key, over)
        if type(under) is not type(over) and not removes and not _is_null(under):
            self._refuse(refuse.kinds(below, above))

    def _items(self, key: str, below: list[Node], above: list[Node]) -> list[Node]:
        """The things of both lists: those of ``below`` in their order, then those that only ``above`` has."""
        items = list(below)
        indexes = _indexes(below)
        seen: dict[str, Node] = {}
        for item in above:
            name = name_of(item) or ""
            found = indexes.get(name, [])
            if name in seen:
                self._refuse(refuse.ambiguous(key, name, item.place, seen[name].place))
            elif len(found) > 1:
                self._refuse(refuse.ambiguous(key, name, below[found[1]].place, below[found[0]].place))
            elif found:
                items[found[0]] = self._item(below[found[0]], item)
            else:
                self._added_item(item)
                items.append(item)
            seen.setdefault(name, item)
        return items

    def _item(self, below: Node, above: Node) -> Node:
        if _is_removal(below):
            self._added_item(above)
            return _replacing(above, below)
        if _is_removal(above) or not (isinstance(below, Mapping) and isinstance(above, Mapping)):
            self.marked = True
            return _replacing(above, below)
        # The name only says which thing is meant: it is still the file below that gave it.
        entries = self.entries(below, above) | {"name": below.entries["name"]}
        return Mapping(entries, below.place, below.overrides)


def _named(node: Sequence) -> bool:
    return bool(node.items) and all(name_of(item) is not None for item in node.items)


def _indexes(items: list[Node]) -> dict[str, list[int]]:
    indexes: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        indexes.setdefault(name_of(item) or "", []).append(index)
    return indexes


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _is_removal(node: Node) -> bool:
    """Whether an item of a list is ``{name: …, $remove: true}``."""
    if not isinstance(node, Mapping) or len(node.entries) != 2 or REMOVE not in node.entries or name_of(node) is None:
        return False
    mark = node.entries[REMOVE].value
    return isinstance(mark, Scalar) and mark.value is True


def _replacing(node: Node, below: Node) -> Node:
    """A copy of a node that leads to what it replaced."""
    if isinstance(node, Scalar):
        return Scalar(node.value, node.text, node.place, below)
    if isinstance(node, Mapping):
        return Mapping(node.entries, node.place, below)
    return Sequence(node.items, node.place, below)
