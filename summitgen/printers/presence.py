"""When a mapping or list whose parts are conditional has any: YAML has to say ``{}`` or ``[]`` where it has none."""

from __future__ import annotations

from typing import TypeAlias

from summitgen.objects import tree
from summitgen.printers.paths import variable
from summitgen.printers.traversal import paths

Presence: TypeAlias = "bool | tree.Condition | None"
"""True (always there), False (never), the condition of being there, or None if no condition outside a loop says it."""


def presence(node: tree.Node) -> Presence:
    """When a part is there at all."""
    if isinstance(node, tree.When):
        then = _both(node.condition, presence(node.node))
        otherwise = _both(tree.Not(node.condition), presence(node.otherwise)) if node.has_otherwise else False
        if node.has_otherwise and presence(node.node) is presence(node.otherwise) is True:
            return True
        return either([then, otherwise])
    if isinstance(node, tree.Each):
        inner = presence(node.node)
        loop_variable = variable(node.variable)
        if isinstance(inner, tree.Condition) and any(path.split(".")[0] == loop_variable for path in paths(inner)):
            return None
        return _both(tree.Has(node.path), inner)
    return True


def either(parts: list[Presence]) -> Presence:
    """When one of several parts is there."""
    if True in [part for part in parts if isinstance(part, bool)]:
        return True
    conditions = [part for part in parts if part is not False]
    known = tuple(part for part in conditions if isinstance(part, tree.Condition))
    if len(known) < len(conditions):
        return None
    if not known:
        return False
    return known[0] if len(known) == 1 else tree.Any(known)


def _both(condition: tree.Condition, inner: Presence) -> Presence:
    if isinstance(inner, tree.Condition):
        return tree.All((condition, inner))
    return condition if inner is True else inner
