"""The second stage: each environment's file and all that it extends become one tree.

Every value of the tree knows the file that gave it and, in ``overrides``, what it replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, ordered
from summitgen.stages.extends import KEY
from summitgen.stages.layers import Order, orders
from summitgen.stages.merge import Merged, merge, settled
from summitgen.syntax import Mapping

if TYPE_CHECKING:
    from summitgen.stages.load import Loaded


@dataclass(frozen=True, slots=True)
class ResolvedTree:
    """What an environment's ``file`` and all that it extends say together; without ``extends`` and removed values.

    The tree itself has the place of the environment's file; maps and lists in it have the place where they were first
    given, and every scalar the place that gave it.
    """

    name: str
    file: str
    tree: Mapping


def resolve(loaded: Loaded) -> tuple[tuple[ResolvedTree, ...], tuple[Finding, ...]]:
    """The trees of the environments, by name, and what is wrong with how the files build on each other.

    An environment that rests on a file without a tree (missing, broken, in a circle) has no tree either.
    """
    found, findings = orders(loaded)
    stack = _Stack(loaded.files)
    trees = tuple(
        ResolvedTree(name, file, stack.tree(found[file])) for name, file in loaded.environments if file in found
    )
    return trees, ordered((*findings, *stack.findings))


class _Stack:
    """Lays files over each other; what several environments have in common is merged once."""

    def __init__(self, files: dict[str, Mapping]) -> None:
        self.findings: list[Finding] = []
        self._files = files
        self._merged: dict[Order, Merged] = {(): Merged(Mapping({}, Place("", 1, 1)), (), False)}

    def tree(self, order: Order) -> Mapping:
        """The tree of files in their order."""
        for end in range(1, len(order) + 1):
            if order[:end] not in self._merged:
                self._merged[order[:end]] = self._lay(self._merged[order[: end - 1]], order[end - 1])
        merged = self._merged[order]
        tree = settled(merged.tree) if merged.marked else merged.tree
        return Mapping(tree.entries, self._files[order[-1]].place)

    def _lay(self, below: Merged, file: str) -> Merged:
        layer = self._files[file]
        entries = {key: entry for key, entry in layer.entries.items() if key != KEY}
        merged = merge(below.tree, Mapping(entries, layer.place))
        self.findings.extend(merged.findings)
        return merged._replace(marked=merged.marked or below.marked)
