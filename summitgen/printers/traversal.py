"""What both printers ask of object trees: their order, and what their conditions speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.objects import tree
from summitgen.printers.paths import steps, variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def in_order(trees: Iterable[tree.ObjectTree]) -> list[tree.ObjectTree]:
    """Object trees in their total order: by file, then order, then id."""
    return sorted(trees, key=lambda each: (each.file, each.order, each.id))


def condition_in_loop(source: tree.ObjectTree) -> bool:
    """Whether an object's condition is about the element that it is repeated for, and so holds for each anew."""
    if source.each is None or source.when is None:
        return False
    loop_variable = variable(source.each[0])
    return any(steps(path)[0] == loop_variable for path in paths(source.when))


def paths(condition: tree.Condition) -> list[str]:
    """The paths that a condition asks about."""
    if isinstance(condition, tree.Not):
        return paths(condition.condition)
    if isinstance(condition, tree.All | tree.Any):
        return [path for part in condition.conditions for path in paths(part)]
    return [condition.path]


def helpers(trees: Iterable[tree.ObjectTree]) -> list[tree.Helper]:
    """The helpers that object trees share, each once, by name; ValueError where two differ under one name."""
    found: dict[str, tree.Helper] = {}
    for each in trees:
        for helper in _helpers(each.tree):
            if found.setdefault(helper.name, helper) != helper:
                raise ValueError(f"two different helpers are named {helper.name}, the second in {each.id}")
    return [found[name] for name in sorted(found)]


def mapping_of(helper: tree.Helper) -> dict[str, tree.Node]:
    """The mapping that a helper stands for; TypeError where its tree is none, or an empty one."""
    if isinstance(helper.tree, dict) and helper.tree:
        return helper.tree
    raise TypeError(f"the helper {helper.name} is no mapping with keys: {helper.tree!r}")


def _helpers(node: tree.Node) -> Iterator[tree.Helper]:
    if isinstance(node, tree.Helper):
        yield node
    for child in children(node):
        yield from _helpers(child)


def children(node: tree.Node) -> list[tree.Node]:
    """The nodes that stand directly in a node."""
    if isinstance(node, dict):
        return list(node.values())
    if isinstance(node, list):
        return node
    if isinstance(node, tree.When):
        return [node.node, node.otherwise]
    if isinstance(node, tree.Each):
        return [node.node]
    return [node.tree] if isinstance(node, tree.Helper) else []
