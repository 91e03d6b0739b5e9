"""Nodes of object trees compiled to functions over a values tree, for the plain printer.

A mapping is a prepared dict of its literals that is copied and filled in, so that only what depends on values costs
time. The results share their literal parts: they are for reading, not for changing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from summitgen.objects import tree
from summitgen.printers.conditions import Scope, condition, reader
from summitgen.printers.digest import as_text, digest
from summitgen.printers.paths import PathError, variable
from summitgen.printers.traversal import mapping_of

if TYPE_CHECKING:
    from collections.abc import Callable

Evaluate: TypeAlias = "Callable[[Scope], Any]"
Extend: TypeAlias = "Callable[[Scope, list[Any]], None]"
"""Appends what an item of a list comes to (nothing, one thing or many) to the list."""

_LEFT_OUT = object()


@dataclass(frozen=True, slots=True)
class _Literal:
    """A node without references: its value is known before any values are."""

    value: Any


def item(node: tree.Node) -> Extend:
    """A function that appends what an item of a list comes to; TypeError for a tree that is made wrongly."""
    if isinstance(node, tree.Each):
        return repeat(node.variable, node.path, item(node.node))
    if isinstance(node, tree.When):
        otherwise = item(node.otherwise) if node.has_otherwise else None
        return only_when(condition(node.condition), item(node.node), otherwise)
    evaluate = _evaluate(node)
    return lambda scope, result: result.append(evaluate(scope))


def only_when(holds: Callable[[Scope], bool], inner: Extend, otherwise: Extend | None = None) -> Extend:
    """A function that appends the one thing, or the other, or nothing."""

    def extend(scope: Scope, result: list[Any]) -> None:
        if holds(scope):
            inner(scope, result)
        elif otherwise is not None:
            otherwise(scope, result)

    return extend


def repeat(name: str, path: str, each: Extend) -> Extend:
    """A function that appends what ``each`` appends for every element at a path, with the variable naming it."""
    read, loop_variable = reader(path), variable(name)

    def extend(scope: Scope, result: list[Any]) -> None:
        elements = read(scope)
        if not isinstance(elements, list):
            raise PathError(f"the value at {path} is no list to loop over: {elements!r}")
        inner = dict(scope)
        for element in elements:
            inner[loop_variable] = element
            each(inner, result)

    return extend


def _node(node: tree.Node) -> Evaluate | _Literal:  # noqa: PLR0911 - one return for each type of node
    if node is None or isinstance(node, bool | int | float | str):
        return _Literal(node)
    if isinstance(node, dict):
        return _mapping(node)
    if isinstance(node, list):
        return _list(node)
    if isinstance(node, tree.Ref):
        return _reference(node.path)
    if isinstance(node, tree.Text):
        return _text(node)
    if isinstance(node, tree.Digest):
        return _digest(node)
    if isinstance(node, tree.When):
        return _when(node)
    if isinstance(node, tree.Helper):
        return _helper(node)
    raise TypeError(f"no node that can stand here (an Each is an item of a list): {node!r}")


def _evaluate(node: tree.Node) -> Evaluate:
    compiled = _node(node)
    return _constant(compiled) if isinstance(compiled, _Literal) else compiled


def _constant(literal: _Literal) -> Evaluate:
    value = literal.value
    return lambda _: value


def _mapping(node: dict[str, tree.Node]) -> Evaluate | _Literal:
    compiled = {key: _node(value) for key, value in node.items()}
    # None keeps the place of a key that is filled in later, so that keys stay in the order of the tree.
    prepared = {key: part.value if isinstance(part, _Literal) else None for key, part in compiled.items()}
    dynamic = [(key, part) for key, part in compiled.items() if not isinstance(part, _Literal)]
    if not dynamic:
        return _Literal(prepared)

    def evaluate(scope: Scope) -> Any:
        result = prepared.copy()
        for key, part in dynamic:
            value = part(scope)
            if value is _LEFT_OUT:
                del result[key]
            else:
                result[key] = value
        return result

    return evaluate


def _list(node: list[tree.Node]) -> Evaluate | _Literal:
    if not any(isinstance(each, tree.When | tree.Each) for each in node):
        return _plain_list([_node(each) for each in node])
    items = [item(each) for each in node]

    def evaluate(scope: Scope) -> Any:
        result: list[Any] = []
        for extend in items:
            extend(scope, result)
        return result

    return evaluate


def _plain_list(items: list[Evaluate | _Literal]) -> Evaluate | _Literal:
    literals = [each.value for each in items if isinstance(each, _Literal)]
    if len(literals) == len(items):
        return _Literal(literals)
    parts = [_constant(each) if isinstance(each, _Literal) else each for each in items]
    return lambda scope: [part(scope) for part in parts]


def _when(node: tree.When) -> Evaluate:
    holds, value = condition(node.condition), _evaluate(node.node)
    otherwise = _evaluate(node.otherwise) if node.has_otherwise else lambda _: _LEFT_OUT
    return lambda scope: value(scope) if holds(scope) else otherwise(scope)


def _reference(path: str) -> Evaluate:
    read = reader(path)

    def evaluate(scope: Scope) -> Any:
        value = read(scope)
        if value is None:
            raise PathError(f"the value at {path} is null; `optional` leaves a null out")
        return value

    return evaluate


def _text(node: tree.Text) -> Evaluate | _Literal:
    if all(isinstance(part, str) for part in node.parts):
        return _Literal("".join(map(str, node.parts)))
    parts = [_evaluate(part) for part in node.parts]
    return lambda scope: "".join([as_text(part(scope)) for part in parts])


def _digest(node: tree.Digest) -> Evaluate:
    read = reader(node.path)
    if node.path.startswith("$"):
        return lambda scope: digest(read(scope))
    return _once(f"#{node.path}", lambda scope: digest(read(scope)))


def _helper(node: tree.Helper) -> Evaluate | _Literal:
    compiled = _mapping(mapping_of(node))
    if isinstance(compiled, _Literal):
        return compiled

    return _once(id(node), compiled)


def _once(key: str | int, evaluate: Evaluate) -> Evaluate:
    """A function that evaluates once a scope, since many objects share what depends on the values only.

    A helper's key is its identity, so whoever evaluates keeps the trees alive.
    """

    def remembered(scope: Scope) -> Any:
        if key not in scope:
            scope[key] = evaluate(scope)
        return scope[key]

    return remembered
