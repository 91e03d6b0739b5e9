"""Passes over JSON Schemas: what only documents is dropped, what repeats becomes a definition."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Schema: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
# Shorter subtrees cost more as references than as copies.
SHORTEST_DEFINITION = 160
_DOCUMENTATION = {"$id", "$schema", "default", "description", "example", "externalDocs", "format", "nullable", "title"}
_OF_MANY = ("allOf", "anyOf", "oneOf")


def minified(value: object) -> str:
    """JSON in its one shortest form: keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def children(schema: Schema, visit: Callable[[str, Schema], Schema]) -> Schema:
    """The schema with ``visit(name, subschema)`` in place of each subschema of its structure and its junctors."""
    result = dict(schema)
    for key in ("properties", "definitions"):
        if key in schema:
            result[key] = {name: visit(name, sub) for name, sub in schema[key].items()}
    for key in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(key), dict):
            result[key] = visit(key, schema[key])
    for key in _OF_MANY:
        if key in schema:
            result[key] = [visit(key, sub) for sub in schema[key]]
    return result


def stripped(schema: Schema) -> Schema:
    """The schema without documentation and extensions; ``format: int32`` becomes its bounds."""
    bounds = INT32 if schema.get("format") == "int32" else {}
    kept = {key: value for key, value in schema.items() if key not in _DOCUMENTATION and not key.startswith("x-")}
    if isinstance(pattern := kept.get("pattern"), str):
        kept["pattern"] = portable(pattern)
    return children(bounds | kept, lambda _, sub: stripped(sub))


def portable(pattern: str) -> str:
    """The pattern without Go's ``(?i)``, which ECMA's and Python's dialects refuse inside a pattern.

    Raises ValueError where letters can't simply be replaced by classes.
    """
    head, flag, rest = pattern.partition("(?i)")
    if not flag:
        return pattern
    if any(character in pattern for character in "[\\"):
        raise ValueError(f"no portable form of the pattern {pattern}")
    return head + "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in rest.lower())


def compact(schema: Schema) -> Schema:
    """The schema with each subtree that occurs more than once kept once, under ``definitions``."""
    counts: Counter[str] = Counter()
    _count(schema, counts)
    definitions: Schema = {}

    def shared(name: str, sub: Schema) -> Schema:
        text = minified(sub)
        if len(text) < SHORTEST_DEFINITION or counts[text] < 2:
            return children(sub, shared)
        key = f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        # One subtree under two names is still one definition: the first name by position in the tree wins.
        known = names.setdefault(text, key)
        if known not in definitions:
            definitions[known] = children(sub, shared)
        return {"$ref": f"#/definitions/{known}"}

    names: dict[str, str] = {}
    result = children(schema, shared)
    return {**result, "definitions": {**result.get("definitions", {}), **definitions}}


def _count(schema: Schema, counts: Counter[str]) -> None:
    def visit(_: str, sub: Schema) -> Schema:
        text = minified(sub)
        counts[text] += 1
        # What lies below a subtree that was seen before is going to be kept once anyway.
        return children(sub, visit) if counts[text] == 1 else sub

    children(schema, visit)
