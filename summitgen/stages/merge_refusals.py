"""The findings for layers that can't be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, Related, error
from summitgen.syntax import Mapping, Scalar

if TYPE_CHECKING:
    from summitgen.syntax import Entry, Node

REMOVE = "$remove"


def nothing_to_remove(what: str, place: Place) -> Finding:
    """A removal of what no extended file gives; ``what`` names it (``the key "x"``)."""
    message = f"{what} is removed here, and no extended file gives it"
    return error("resolve/nothing-to-remove", message, "Correct the name, give it a value, or leave it out.", place)


def misplaced(entry: Entry) -> Finding:
    """A ``$remove`` that removes nothing by its form."""
    message = f"`{REMOVE}` is allowed as `{REMOVE}: true` in an item of a list that has a `name` and nothing else"
    remedy = "Remove a key with `key: null`, a named thing with `- name: x` and `$remove: true`."
    return error("resolve/remove", message, remedy, entry.place)


def kinds(below: Entry, above: Entry) -> Finding:
    """A value over one of another kind, a list over a map, say."""
    message = f'"{above.key}" is {_kind(above.value)} here and {_kind(below.value)} in the extended file'
    remedy = "Give both the same kind, or take the key out of the extended file."
    related = Related(f"{_kind(below.value)} here", below.value.place)
    return error("resolve/kind", message, remedy, above.value.place, related)


def ambiguous(key: str, name: str, place: Place, first: Place) -> Finding:
    """A name that stands for two things of a list, so that nobody can say which one is meant."""
    message = f'"{name}" is twice in the list "{key}", whose things are merged by their names'
    return error("resolve/duplicate-name", message, "Give each its own name.", place, Related("first here", first))


def _kind(node: Node) -> str:
    if isinstance(node, Scalar):
        return "a single value"
    return "a map" if isinstance(node, Mapping) else "a list"
