"""Conditions of object trees as functions over a values tree, for the plain printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from summitgen.objects import tree
from summitgen.printers.paths import PathError, steps

if TYPE_CHECKING:
    from collections.abc import Callable

Scope: TypeAlias = dict[str, Any]
"""The values tree, and beside its keys each loop's ``$variable``."""


def reader(path: str) -> Callable[[Scope], Any]:
    """A function that gives the value at a path; it raises PathError where the values tree has no such key."""
    first, *rest = steps(path)

    def read(scope: Scope) -> Any:
        try:
            value = scope[first]
            for key in rest:
                value = value[key]
        except (KeyError, TypeError) as error:
            raise PathError(f"the values tree has nothing at {path}") from error
        return value

    return read


def condition(node: tree.Condition) -> Callable[[Scope], bool]:
    """A function that tells whether a condition holds; TypeError for what is no condition."""
    if isinstance(node, tree.Has):
        read = reader(node.path)
        return lambda scope: bool(read(scope))
    if isinstance(node, tree.Is):
        return _equals(node)
    if isinstance(node, tree.Not):
        inner = condition(node.condition)
        return lambda scope: not inner(scope)
    if isinstance(node, tree.All):
        parts = [condition(part) for part in node.conditions]
        return lambda scope: all(part(scope) for part in parts)
    if isinstance(node, tree.Any):
        parts = [condition(part) for part in node.conditions]
        return lambda scope: any(part(scope) for part in parts)
    raise TypeError(f"{node!r} is no condition")


def _equals(node: tree.Is) -> Callable[[Scope], bool]:
    read, literal, kind = reader(node.path), node.literal, type(node.literal)

    def equals(scope: Scope) -> bool:
        value = read(scope)
        # 1 and True are equal to Python and different in the chart.
        return type(value) is kind and bool(value == literal)

    return equals
