"""What is to be said of a value of a spec, or of one that is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.explanation.changes import filled, node_at
from summitgen.explanation.fields import field_at, keys_of
from summitgen.explanation.paths import follow, parts_of, steps_from, text_of
from summitgen.explanation.usage import Usage, Users
from summitgen.findings import Finding, Place, error
from summitgen.suggest import did_you_mean
from summitgen.syntax import Scalar, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.artifacts import Project
    from summitgen.explanation.paths import Found, Path
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.syntax import Node


@dataclass(frozen=True, slots=True)
class Given:
    """A value as a file gives it: its text, or what kind of thing it is, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a path. ``value`` is None where it is left out; ``overrode`` begins with the latest.

    ``usage`` is there for scalars that a file gives or the model fills in; ``inside`` are the keys or items of a map
    or list.
    """

    path: str
    value: Given | None
    overrode: tuple[Given, ...] = ()
    description: str = ""
    default: str = ""
    inside: tuple[str, ...] = ()
    usage: Usage | None = None


def explain_value(project: Project, trees: tuple[ResolvedTree, ...], text: str) -> Explanation | Finding:
    """The explanation of ``<environment>.<path>``; a finding where the specs and the model know no such path.

    ``trees`` are the project's environments, which model and rules accept.
    """
    name, *parts = parts_of(text)
    tree = next((tree for tree in trees if tree.name == name), None)
    if tree is None:
        names = [tree.name for tree in trees]
        message = f'"{name}" is neither an environment nor a rule{did_you_mean(name, names)}'
        remedy = f"Begin a path with one of {', '.join(names)}; `summitgen rules` lists the rules."
        return error("explain/unknown", message, remedy)
    found = follow(tree.tree, tuple(parts))
    if found.rest:
        return left_out(tree, found, lambda path: Users(project, trees).of(name, path))
    usage = Users(project, trees).of(name, found.path) if isinstance(found.node, Scalar) else None
    return explanation(tree, found, usage)


def explanation(tree: ResolvedTree, found: Found, usage: Usage | None) -> Explanation:
    """What is known of a node that is there."""
    field = field_at(tree.tree, found.path)
    node = found.node
    return Explanation(
        text_of((tree.name, *found.path)),
        Given(_text(node), node.place if isinstance(node, Scalar) else place_of(tree.tree, found.path)),
        _overrode(node),
        field.description if field else "",
        field.default if field else "",
        steps_from(node),
        usage,
    )


def left_out(tree: ResolvedTree, found: Found, usage_of: Callable[[Path], Usage]) -> Explanation | Finding:
    """What is known of a path that no file gives; of a single value that the model fills in there, its users too."""
    path: Path = (*found.path, *found.rest)
    whole = follow(filled(tree.tree, path), tuple(str(part) for part in path))
    path = path if whole.rest else whole.path
    field, missing = field_at(tree.tree, path), _missing_item(tree.tree, found)
    if field is not None and not (whole.rest and missing is not None):
        usage = usage_of(path) if isinstance(whole.node, Scalar) and not whole.rest else None
        return Explanation(text_of((tree.name, *path)), None, (), field.description, field.default, (), usage)
    return _unknown(tree, path[: missing or len(found.path)], str(path[missing or len(found.path)]))


def _unknown(tree: ResolvedTree, above: Path, word: str) -> Finding:
    here, node, field = text_of((tree.name, *above)), node_at(tree.tree, above), field_at(tree.tree, above)
    known = dict.fromkeys((*(steps_from(node) if node else ()), *(keys_of(field, node) if field else ())))
    message = f'there is no "{word}" in {here}{did_you_mean(word, known)}'
    allowed = f"There {'are' if known else 'is'}: {', '.join(known) or 'nothing below it'}."
    return error("explain/unknown", message, allowed, place_of(tree.tree, above))


def _missing_item(tree: Node, found: Found) -> int | None:
    """Which step of a path leads no further and is no key of the model, but an item of a list or map, or nothing."""
    path: Path = (*found.path, *found.rest)
    for end in range(len(found.path), len(path)):
        above = field_at(tree, path[:end])
        if above is None or path[end] not in keys_of(above, node_at(tree, path[:end])):
            return end
    return None


def _overrode(node: Node) -> tuple[Given, ...]:
    chain: list[Given] = []
    while (below := node.overrides) is not None:
        chain.append(Given(_text(below), below.place))
        node = below
    return tuple(chain)


def _text(node: Node) -> str:
    if isinstance(node, Scalar):
        return "null" if node.value is None else str(node.value).lower() if isinstance(node.value, bool) else node.text
    number = len(steps_from(node))
    kind = "a map" if hasattr(node, "entries") else "a list"
    return f"{kind} of {number}"
