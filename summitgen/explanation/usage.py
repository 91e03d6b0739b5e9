"""Which artifacts use a value: those whose bytes differ when another valid value stands in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from summitgen.explanation.alternatives import alternatives
from summitgen.explanation.fields import field_at
from summitgen.findings import has_errors
from summitgen.syntax import Entry, Mapping, Scalar, Sequence, scalars

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping

    from summitgen.artifacts import Project
    from summitgen.explanation.alternatives import Value
    from summitgen.explanation.paths import Path
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.syntax import Node

_TRIED = 2  # valid values: a bound may hide what one of them changes
_LONGEST = 120  # candidates


@dataclass(frozen=True, slots=True)
class Usage:
    """The paths of the artifacts that use a value, sorted; None where no other valid value was found to try."""

    artifacts: tuple[str, ...] | None


class Users:
    """Finds the users of values; what the specs compile to as they are is made once."""

    def __init__(self, project: Project, trees: tuple[ResolvedTree, ...]) -> None:
        """``trees`` are a project's environments, which model and rules accept."""
        self._project = project
        self._trees = trees
        self._before = _artifacts(project, trees) or {}

    def of(self, environment: str, path: Path) -> Usage:
        """Who uses the scalar at a path of an environment's spec."""
        tree = next(tree for tree in self._trees if tree.name == environment)
        known = dict(scalars(tree.tree))
        scalar, texts = known[path], _names(known, path)
        changed: set[str] = set()
        tried = 0
        for value in alternatives(scalar, field_at(tree.tree, path), texts)[:_LONGEST]:
            if tried < _TRIED and (after := self._with(tree, path, value)) is not None:
                tried += 1
                changed |= {name for name, content in self._before.items() if after.get(name) != content}
        return Usage(tuple(sorted(changed)) if tried else None)

    def _with(self, tree: ResolvedTree, path: Path, value: Value) -> AbstractMapping[str, bytes] | None:
        changed = replaced(tree.tree, path, value)
        assert isinstance(changed, Mapping)
        if not _valid(self._project, replace(tree, tree=changed)):
            return None
        trees = tuple(replace(one, tree=changed) if one.name == tree.name else one for one in self._trees)
        return _artifacts(self._project, trees)


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


def replaced(node: Node, path: Path, value: Value) -> Node:
    """A tree with another value at the path of a scalar; it shares the rest with the tree that was given."""
    if isinstance(node, Scalar):
        return Scalar(value, str(value), node.place)
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        entry = node.entries[str(step)]
        return Mapping(node.entries | {entry.key: Entry(entry.key, entry.place, replaced(entry.value, rest, value))},
                       node.place)  # fmt: skip
    items = [replaced(item, rest, value) if index == step else item for index, item in enumerate(node.items)]
    return Sequence(items, node.place)


def _valid(project: Project, tree: ResolvedTree) -> bool:
    """Whether model and rules accept an environment by itself, whatever the others say."""
    from summitgen.stages.validate import validate

    # Single files speak of environments that aren't given here.
    return not has_errors(validate(replace(project, single_files=()), (tree,))[1])


def _artifacts(project: Project, trees: tuple[ResolvedTree, ...]) -> AbstractMapping[str, bytes] | None:
    """What the environments compile to, by path; None where a model refuses."""
    from summitgen.rules.view import view_of
    from summitgen.stages.plan import plan
    from summitgen.stages.render import render
    from summitgen.stages.validate import compile_view, model_of
    from summitgen.targets import discover

    models = [model_of(tree)[0] for tree in trees]
    compilation = compile_view(project, view_of(project.name, tuple(one for one in models if one is not None)))
    planned, findings = plan(compilation, discover())
    if has_errors(findings):
        return None
    return {artifact.path: artifact.content for artifact in render(planned.artifacts)}
