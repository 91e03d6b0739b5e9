"""The JSON Schema of environment files, in draft-07, which editors read.

It judges one file by itself: no key is needed, since another file may give it, and ``null`` may stand anywhere, since
it removes what another file gave. What is needed is judged when the files have been merged.
"""

from __future__ import annotations

import json
from typing import Any

_DRAFT = "http://json-schema.org/draft-07/schema#"
_LEFT_OUT = frozenset(("required", "minProperties", "discriminator", "title", "default", "$defs"))
_SHOWN = ("description", "default", "examples")
_NULL = {"type": "null"}
_EXTENDS = {
    "anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}],
    "description": "The file, or the files, that this one is laid over; relative to this file.",
    "examples": ["base.yaml"],
}
_REMOVE = {"const": True, "description": "Removes the thing of this name that another file gave."}


def environment_schema() -> dict[str, Any]:
    """The schema as plain data; made anew at each call."""
    from summitgen.model.environment import Environment

    made = Environment.model_json_schema(by_alias=True)
    root = _converted(made)
    root["properties"] = {"extends": _EXTENDS, **root["properties"]}
    definitions = {name: _converted(part) for name, part in sorted(made["$defs"].items())}
    return {"$schema": _DRAFT, "title": "summitgen: an environment file", **root, "definitions": definitions}


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(environment_schema(), indent=1, ensure_ascii=False) + "\n"


def _converted(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of Pydantic's with what draft-07 understands."""
    made = {_KEYS.get(key, key): _value(key, value) for key, value in schema.items() if key not in _LEFT_OUT}
    if "properties" in made:
        made["properties"] = {key: _optional(value) for key, value in schema["properties"].items()}
        if "name" in made["properties"]:
            made["properties"]["$remove"] = _REMOVE
    if "patternProperties" in made:
        # Pydantic says by patternProperties what keys may be, and means all of them.
        made["patternProperties"] = {key: _optional(one) for key, one in schema["patternProperties"].items()}
        made["additionalProperties"] = False
    if "default" in schema and (default := _default(schema["default"])) not in (None, [], {}):
        made["default"] = default
    if "$ref" in made and len(made) > 1:
        # Draft-07 overlooks whatever stands beside a $ref.
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made


# Files are partial, so a metric may fit several kinds: what has to fit is one of them.
_KEYS = {"oneOf": "anyOf"}


def _value(key: str, value: Any) -> Any:
    if key in ("anyOf", "oneOf"):
        return [_converted(one) for one in value]
    if key == "$ref":
        return value.replace("#/$defs/", "#/definitions/")
    return _converted(value) if key in ("items", "additionalProperties") and isinstance(value, dict) else value


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that null satisfies too; what editors show stays outside."""
    made = _converted(schema)
    options = made.get("anyOf", [])
    if _NULL in options:
        return made
    shown: dict[str, Any] = {key: made.pop(key) for key in _SHOWN if key in made}
    return {"anyOf": [*options, _NULL] if options else [made, _NULL], **shown}


def _default(value: Any) -> Any:
    """A default as a file would say it: without what is left out in it."""
    if isinstance(value, dict):
        if value.keys() == {"text"}:  # a unit, which Pydantic takes for a map
            return value["text"]
        return {key: _default(one) for key, one in value.items() if one is not None}
    return value
