"""Workflows as data with comments and expressions, printed as YAML.

An expression is written on purpose (`Expression`); ``${{`` in any other string is printed so that GitHub's evaluation
gives the string back as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.printers.scalars import atom, inline, is_literal, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    Node: TypeAlias = "Expression | Commented | Mapping[str, Node] | Sequence[Node] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Expression:
    """A string with GitHub expressions that summitgen's own code wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class Commented:
    """A scalar with a comment of one line behind it; ValueError where the comment has more."""

    value: str
    comment: str

    def __post_init__(self) -> None:
        if not self.comment.isprintable():
            raise ValueError(f"a comment has to be one line of visible characters: {self.comment!r}")


def print_workflow(header: Sequence[str], document: Mapping[str, Node]) -> str:
    """The document as YAML below its header, given as lines without ``#``."""
    return "".join([*(f"# {line}".rstrip() + "\n" for line in header), "---\n", *_mapping(document, "", "")])


def neutral(text: str) -> str:
    """The text so that it has no expression of its own, and GitHub's evaluation gives it back exactly."""
    return text.replace("${{", "${{ '$' }}{{")


def _mapping(mapping: Mapping[str, Node], lead: str, indent: str) -> Iterator[str]:
    for name, value in mapping.items():
        yield from _entry(f"{lead}{inline(name)}:", value, indent)
        lead = indent


def _entry(head: str, value: Node, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield f"{head}\n"
        yield from _mapping(value, f"{indent}  ", f"{indent}  ")
    elif isinstance(value, list) and value:
        yield f"{head}\n"
        for item in value:
            yield from _item(item, f"{indent}  ")
    else:
        yield f"{head} {_scalar(value, indent + '  ')}\n"


def _item(item: Node, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        yield from _mapping(item, f"{indent}- ", f"{indent}  ")
    else:
        yield f"{indent}- {_scalar(item, indent + '  ')}\n"


def _scalar(value: Node, indent: str) -> str:
    if isinstance(value, Commented):
        return f"{inline(neutral(value.value))}  # {value.comment}"
    if isinstance(value, Expression):
        return inline(value.text)
    if isinstance(value, str):
        text = neutral(value)
        return literal(text, indent) if "\n" in text and is_literal(text) else inline(text)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return atom(value)
