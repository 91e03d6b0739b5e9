"""Conditions of object trees as functions over a values tree, for the plain printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from summitgen.objects import tree
from summitgen.printers.paths import PathError, steps

if TYPE_CHECKING:
    from collections.abc import Callable

Scope: TypeAlias = dict[str | int, Any]
"""The values tree, and beside its keys each loop's ``$variable`` and what helpers and digests came to."""


def reader(path: str) -> Callable[[Scope], Any]:
    """A function that gives the value at a path; it raises PathError where the values tree has no such key."""
    keys = steps(path)
    if len(keys) == 1:
        return _read_key(keys[0], path)
    if len(keys) == 2:
        return _read_two(keys[0], keys[1], path)

    def read(scope: Scope) -> Any:
        value: Any = scope
        try:
            for key in keys:
                value = value[key]
        except (KeyError, TypeError) as error:
            raise _missing(path) from error
        return value

    return read


# Nearly all paths have one or two keys, and without a loop they take half the time.
def _read_key(first: str, path: str) -> Callable[[Scope], Any]:
    def read(scope: Scope) -> Any:
        try:
            return scope[first]
        except KeyError as error:
            raise _missing(path) from error

    return read


def _read_two(first: str, second: str, path: str) -> Callable[[Scope], Any]:
    def read(scope: Scope) -> Any:
        try:
            return scope[first][second]
        except (KeyError, TypeError) as error:
            raise _missing(path) from error

    return read


def _missing(path: str) -> PathError:
    return PathError(f"the values tree has nothing at {path}")


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
        return _first_that(False, [condition(part) for part in node.conditions])
    if isinstance(node, tree.Any):
        return _first_that(True, [condition(part) for part in node.conditions])
    raise TypeError(f"{node!r} is no condition")


def _first_that(decides: bool, parts: list[Callable[[Scope], bool]]) -> Callable[[Scope], bool]:
    def holds(scope: Scope) -> bool:
        for part in parts:
            if part(scope) is decides:
                return decides
        return not decides

    return holds


def _equals(node: tree.Is) -> Callable[[Scope], bool]:
    read, literal, kind = reader(node.path), node.literal, type(node.literal)
    if kind is str:
        return lambda scope: bool(read(scope) == literal)

    def equals(scope: Scope) -> bool:
        value = read(scope)
        # 1 and True are equal to Python and different in the chart.
        return type(value) is kind and bool(value == literal)

    return equals
