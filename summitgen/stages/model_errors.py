"""Pydantic's errors as findings at the key or value of the spec file that is to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.findings import Finding, Place, Related, error, ordered
from summitgen.stages.model_kinds import Words, wrong_kind
from summitgen.stages.model_types import Spot, locate
from summitgen.stages.model_words import explained, misspelt_tag
from summitgen.syntax import Mapping, Node, child, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel, ValidationError


class _Mistake(NamedTuple):
    """One of Pydantic's errors with its spot in the tree."""

    spot: Spot
    words: Words
    place: Place
    leaf: bool


def model_findings(tree: Mapping, error: ValidationError, model: type[BaseModel]) -> tuple[Finding, ...]:
    """The findings for what a model refuses in a resolved tree, each at the place that gave it.

    ``error`` has to come from validating ``to_data(tree)``. Where another file than the environment's own gave the
    place, the environment's file is a related place. Of the members of a union that were tried, only the errors of the
    one that fits best are reported.
    """
    problems = error.errors(include_url=False, include_input=False)
    mistakes = [_mistake(tree, problem, model) for problem in problems]
    return ordered(_finding(tree, one) for one in _without_other_members(mistakes, 0, tree))


def _mistake(tree: Mapping, problem: Any, model: type[BaseModel]) -> _Mistake:
    name = problem["type"]
    spot = locate(tree, problem["loc"], model, absent=name in ("missing", "extra_forbidden"))
    node = _node(tree, spot.path)
    words = explained(problem, spot, node)
    return _Mistake(spot, words, _place(tree, problem, spot, node), name not in ("missing", "extra_forbidden"))


def _place(tree: Mapping, problem: Any, spot: Spot, node: Node | None) -> Place:
    name = problem["type"]
    if name == "missing":
        return place_of(tree, spot.path[:-1])
    if name in ("union_tag_invalid", "union_tag_not_found") and isinstance(node, Mapping):
        discriminator = str(problem["ctx"]["discriminator"]).strip("'")
        if discriminator in node.entries:
            return place_of(tree, (*spot.path, discriminator))
        misspelt = misspelt_tag(node, discriminator)
        return place_of(tree, spot.path if misspelt is None else (*spot.path, misspelt), key=misspelt is not None)
    return place_of(tree, spot.path, key=spot.key or name == "extra_forbidden")


def _node(tree: Node, path: tuple[str | int, ...]) -> Node | None:
    node: Node | None = tree
    for step in path:
        node = child(node, step) if node is not None else None
    return node


def _without_other_members(mistakes: list[_Mistake], depth: int, tree: Mapping) -> Iterable[_Mistake]:
    """Of the errors in a union (the ``depth``-th on their way), those of the member that fits best."""
    groups: dict[tuple[str | int, ...], dict[str, list[_Mistake]]] = {}
    for mistake in mistakes:
        if len(mistake.spot.unions) <= depth:
            yield mistake
        else:
            path, member = mistake.spot.unions[depth]
            groups.setdefault(path, {}).setdefault(member, []).append(mistake)
    for path, by_member in groups.items():
        # A member whose errors lie inside the value took its kind; of several, the one with the fewest errors is meant.
        inside = [group for group in by_member.values() if not all(_at(mistake, path) for mistake in group)]
        if inside:
            yield from _without_other_members(min(inside, key=len), depth + 1, tree)
        else:
            yield _joined([mistake for group in by_member.values() for mistake in group], tree)


def _at(mistake: _Mistake, path: tuple[str | int, ...]) -> bool:
    return mistake.leaf and mistake.spot.path == path


def _joined(mistakes: list[_Mistake], tree: Mapping) -> _Mistake:
    """One mistake for a value that is nothing of what a union allows."""
    first = mistakes[0]
    kinds = tuple(dict.fromkeys(one.words.kind for one in mistakes if one.words.kind))
    others = list(dict.fromkeys(one.words for one in mistakes if not one.words.kind))
    if not others:
        return first._replace(words=wrong_kind(kinds, _node(tree, first.spot.path), first.spot))
    needs = "; or ".join((*(words.need for words in others), *(f"{kind} is needed" for kind in kinds)))
    return first._replace(words=others[0]._replace(need=needs))


def _finding(tree: Mapping, mistake: _Mistake) -> Finding:
    words, place = mistake.words, mistake.place
    related = () if place.file == tree.place.file else (Related("this environment extends it", tree.place),)
    return error(words.id, words.message, words.remedy, place, *related)
