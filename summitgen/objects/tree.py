"""The tree that defines a Kubernetes object once, for both printers.

A node is a literal (None, bool, int, float, str), a dict or list of nodes, or one of the types below. The plain
printer evaluates it over a values tree; the chart printer prints it as a Go template over ``.Values``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Ref:
    """The value at a dotted path of the values tree, of any JSON type; ``$item.key`` speaks of a loop's item."""

    path: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The content hash (10 hex digits) of a map of strings, or of a list of such maps, at a path of the values tree."""

    path: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string made of literal pieces, references to strings or integers, and digests."""

    parts: tuple[str | Ref | Digest, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """True where the value is neither null, false, zero nor empty."""

    path: str


@dataclass(frozen=True, slots=True)
class Is:
    """True where the value equals the literal (a string, an integer or a boolean)."""

    path: str
    literal: str | int | bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class All:
    """True where all the conditions hold."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True where one of the conditions holds."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = Has | Is | Not | All | Any


@dataclass(frozen=True, slots=True)
class When:
    """A node that is there only where the condition holds: its key, or its item, is left out otherwise.

    With ``otherwise`` that node stands there instead.
    """

    condition: Condition
    node: Node
    otherwise: Node = None
    has_otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """An item of a list that is repeated for each element of the list at ``path``, which ``$variable`` then names."""

    variable: str
    path: str
    node: Node


@dataclass(frozen=True, slots=True)
class Helper:
    """A mapping that several objects share; the chart printer defines it once, as a named template, and includes it.

    ``name`` is camelCase ("podTemplate"); its tree refers to the values only, not to loop variables.
    """

    name: str
    tree: Node


Node: TypeAlias = (
    "bool | int | float | str | dict[str, Node] | list[Node] | Ref | Digest | Text | When | Each | Helper | None"
)


@dataclass(frozen=True, slots=True)
class ObjectTree:
    """One Kubernetes object (or, under an ``each``, a family of them) and where it is printed.

    ``file`` is the file of the plain manifests and the chart's template alike, without folder ("services.yaml");
    ``scope`` says whose object it is: a workload's (chart ``<project>``) or the environment's own
    (chart ``<project>-environment``). ``order`` sorts the objects inside a file.
    """

    id: str
    scope: Literal["workload", "environment"]
    file: str
    order: int
    documentation: str
    tree: dict[str, Node]
    when: Condition | None = None
    each: tuple[str, str] | None = None
    annotations_for_helm: tuple[tuple[str, str], ...] = ()


def text(template: str) -> Text:
    """``"{name}-canary"`` as a Text: braces hold a path; ``{#path}`` is the digest of what stands there."""
    parts: list[str | Ref | Digest] = []
    for literal, path in re.findall(r"([^{]*)(?:\{([^}]*)\})?", template):
        if literal:
            parts.append(literal)
        if path:
            parts.append(Digest(path[1:]) if path.startswith("#") else Ref(path))
    return Text(tuple(parts))


def when(condition: Condition, node: Node) -> When:
    """A node that is there only where the condition holds."""
    return When(condition, node)


def choose(condition: Condition, node: Node, otherwise: Node) -> When:
    """One of two nodes."""
    return When(condition, node, otherwise, has_otherwise=True)


def optional(path: str) -> When:
    """The value at a path where it is neither null nor empty; its key is left out otherwise."""
    return When(Has(path), Ref(path))
