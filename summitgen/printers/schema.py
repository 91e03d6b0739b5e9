"""What a JSON Schema says of the values at each path: for the chart printer's types and for the README's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Property:
    """A value's path (``ports[].name``), its JSON types in the schema's order, and its documentation."""

    path: str
    types: tuple[str, ...]
    description: str


def properties(schema: dict[str, Any]) -> list[Property]:
    """Every property below a schema's root, parents before their children, in the schema's order.

    Follows ``$ref`` into the schema's own definitions, ``anyOf``, ``oneOf`` and ``allOf``; a definition that
    contains itself is listed once.
    """
    return list(_below(schema, schema, "", ()))


def kinds(schema: dict[str, Any]) -> dict[str, str]:
    """The JSON type of each path that has just one beside null."""
    found = {each.path: [kind for kind in each.types if kind != "null"] for each in properties(schema)}
    return {path: types[0] for path, types in found.items() if len(types) == 1}


def _below(root: dict[str, Any], part: dict[str, Any], path: str, inside: tuple[str, ...]) -> Iterator[Property]:
    for variant, names in _variants(root, part, inside):
        for key, child in variant.get("properties", {}).items():
            yield from _property(root, child, f"{path}.{key}" if path else key, names)
        if isinstance(items := variant.get("items"), dict):
            yield from _property(root, items, f"{path}[]", names)


def _property(root: dict[str, Any], part: dict[str, Any], path: str, inside: tuple[str, ...]) -> Iterator[Property]:
    variants = [variant for variant, _ in _variants(root, part, inside)]
    types = dict.fromkeys(kind for variant in variants for kind in _types(variant))
    described = [variant["description"] for variant in (part, *variants) if "description" in variant]
    yield Property(path, tuple(types), described[0] if described else "")
    yield from _below(root, part, path, inside)


def _variants(
    root: dict[str, Any], part: dict[str, Any], inside: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """A schema and what it refers to or combines, each with the names of the definitions around it."""
    yield part, inside
    name = part.get("$ref", "").rpartition("/")[2]
    if name and name not in inside:
        yield from _variants(root, root.get("definitions", root.get("$defs", {}))[name], (*inside, name))
    for combined in ("anyOf", "oneOf", "allOf"):
        for each in part.get(combined, ()):
            yield from _variants(root, each, inside)


def _types(part: dict[str, Any]) -> list[str]:
    if "type" in part:
        return [part["type"]] if isinstance(part["type"], str) else list(part["type"])
    literals = part.get("enum", [part["const"]] if "const" in part else [])
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return [names[type(literal)] for literal in literals]
