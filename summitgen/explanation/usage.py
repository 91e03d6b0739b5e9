"""Which artifacts use a value: those whose bytes differ when another value stands in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from summitgen.explanation.alternatives import alternatives
from summitgen.explanation.changes import changes, filled, node_at
from summitgen.explanation.fields import field_at
from summitgen.explanation.trial import Trials
from summitgen.syntax import Mapping, Scalar, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AbstractMapping

    from summitgen.artifacts import Project
    from summitgen.explanation.paths import Path
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.syntax import Node

_TRIED = 2  # values that compile: a bound may hide what one of them changes
_LONGEST = 120  # candidates


@dataclass(frozen=True, slots=True)
class Usage:
    """Who uses a value: the paths of artifacts, sorted; None where no other value could be compiled to compare with.

    ``together`` names the environments that have to change it at once (what is built once, say) for artifacts to
    differ; empty where the one is enough. ``rules`` are the rules that refuse or warn of other values.
    """

    artifacts: tuple[str, ...] | None
    together: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Users:
    """Finds the users of values; what the specs compile to as they are is made once."""

    def __init__(self, project: Project, trees: tuple[ResolvedTree, ...]) -> None:
        """``trees`` are a project's environments, which model and rules accept."""
        self._trees = trees
        self._trials = Trials(project, trees)

    def of(self, environment: str, path: Path) -> Usage:
        """Who uses the scalar at a path of an environment's spec, or the default of one that is left out.

        First other values are tried that the rules accept, then any that the model does, each in this environment
        alone and then in all that say the same: a value that has to be equal everywhere is used by what only a change
        of all of them shows.
        """
        tree = next(tree for tree in self._trees if tree.name == environment)
        same = tuple(one.name for one in self._trees if _value(one.tree, path) == _value(tree.tree, path))
        scopes = dict.fromkeys(((environment,), same))
        tried, rules = False, set[str]()
        for lawful in (True, False):
            for scope in scopes:
                found = self._try(tree, path, scope, lawful=lawful)
                tried, rules = tried or found.artifacts is not None, rules | set(found.rules)
                if found.artifacts:
                    return replace(found, together=scope if len(scope) > 1 else ())
        rules |= self._judges(tree, path)
        return Usage(() if tried else None, (), tuple(sorted(rules)))

    def _judges(self, tree: ResolvedTree, path: Path) -> set[str]:
        """The rules that other values break."""
        candidates = islice(self._candidates(tree, path, (tree.name,)), _LONGEST)
        return {rule for trees in candidates for rule in self._trials.broken(trees) or ()}

    def _try(self, tree: ResolvedTree, path: Path, scope: tuple[str, ...], *, lawful: bool) -> Usage:
        """What differs when other values stand in the environments of a scope."""
        changed, rules, tried = set[str](), set[str](), 0
        for trees in islice(self._candidates(tree, path, scope), _LONGEST):
            if tried == _TRIED:
                break
            broken = self._trials.broken(trees)
            rules |= set(broken or ())
            if broken is None or (lawful and broken) or (found := self._trials.differences(trees)) is None:
                continue
            tried += 1
            changed |= found
        if len(scope) > 1:
            changed &= self._trials.artifacts_of(tree.name)
        return Usage(tuple(sorted(changed)) if tried else None, (), tuple(sorted(rules)))

    def _candidates(self, tree: ResolvedTree, path: Path, scope: tuple[str, ...]) -> Iterator[tuple[ResolvedTree, ...]]:
        known = dict(scalars(filled(tree.tree, path)))
        for value in alternatives(known[path], field_at(tree.tree, path), _names(known, path)):
            whole = (filled(one.tree, path) for one in self._of(scope))
            for changed in zip(*(changes(one, path, value) for one in whole), strict=False):
                by_name = dict(zip(scope, changed, strict=True))
                yield tuple(_with(one, by_name.get(one.name)) for one in self._trees)

    def _of(self, scope: tuple[str, ...]) -> tuple[ResolvedTree, ...]:
        return tuple(one for one in self._trees if one.name in scope)


def _with(tree: ResolvedTree, changed: Node | None) -> ResolvedTree:
    return replace(tree, tree=changed) if isinstance(changed, Mapping) else tree


def _value(tree: Node, path: Path) -> bool | int | float | str | None:
    """The scalar at a path, or the default that is filled in there; None where there is neither."""
    node = node_at(filled(tree, path), path)
    return node.value if isinstance(node, Scalar) else None


def _names(known: AbstractMapping[Path, Scalar], path: Path) -> tuple[str, ...]:
    """The names in a spec, those of the same part of it first: what a reference may speak of instead."""
    names = [(one, str(scalar.value)) for one, scalar in known.items() if one[-1] == "name"]
    nearest = sorted(names, key=lambda pair: -_shared(pair[0], path))
    keys = (str(one[1]) for one in known if len(one) > 2)
    return tuple(dict.fromkeys(("http", *(name for _, name in nearest), *keys)))


def _shared(one: Path, other: Path) -> int:
    """How many steps two paths have in common at their beginning."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in pairs)
