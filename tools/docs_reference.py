"""The reference of the spec: a table of keys for each part of the model."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from summitgen.model.environment import Environment
from summitgen.targets.chart.readme import code, prose

if TYPE_CHECKING:
    from collections.abc import Callable


def spec_reference() -> str:
    """The page: the environment first, then every part it is made of, in the order they are met."""
    schema = Environment.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    parts = ["# The spec", _intro(), *_section("Environment", schema)]
    for name in _order(schema, definitions):
        parts += _section(name, definitions[name])
    return "\n\n".join(parts) + "\n"


def _intro() -> str:
    return (
        "What an environment's file may say, beside `extends` ([merging](../guide/merging.md)). What is needed may "
        "come from any of the files that make an environment. Unknown keys are refused."
    )


def _order(schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)):
        if name not in found:
            found.append(name)
            found += [inner for inner in _order(definitions[name], definitions) if inner not in found]
    return [name for name in found if "properties" in definitions[name]]


def _section(name: str, part: dict[str, Any]) -> list[str]:
    needed = part.get("required", [])
    rows = [
        f"| {code(key)} | {_type(value)} | {_default(key, value, needed)} | {prose(value.get('description', ''))} |"
        for key, value in part["properties"].items()
    ]
    table = "\n".join(["| key | type | default | what it is |", "| --- | --- | --- | --- |", *rows])
    return [f"## {name}", prose(part["description"].replace("\n", " ")), table]


def _type(value: dict[str, Any]) -> str:
    for key, describe in _KINDS.items():
        if key in value:
            return describe(value)
    kind = str(value.get("type", "any"))
    return _CONTAINERS[kind](value) if kind in _CONTAINERS else kind


def _reference(value: dict[str, Any]) -> str:
    name = value["$ref"].rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def _one_of(several: list[dict[str, Any]]) -> str:
    return " or ".join(dict.fromkeys(_type(one) for one in several if one.get("type") != "null"))


def _map(value: dict[str, Any]) -> str:
    inner = list(value.get("patternProperties", {}).values()) or [value.get("additionalProperties")]
    return f"map of {_type(inner[0])}" if isinstance(inner[0], dict) else "map"


_KINDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "$ref": _reference,
    "anyOf": lambda value: _one_of(value["anyOf"]),
    "oneOf": lambda value: _one_of(value["oneOf"]),
    "enum": lambda value: ", ".join(code(str(one)) for one in value["enum"]),
    "const": lambda value: code(str(value["const"])),
    "examples": lambda value: f"like {code(str(value['examples'][0]))}",
}
_CONTAINERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "array": lambda value: f"list of {_type(value['items'])}" if "items" in value else "list",
    "object": _map,
}


def _default(key: str, value: dict[str, Any], needed: list[str]) -> str:
    if key in needed:
        return "needed"
    default = value.get("default")
    if isinstance(default, dict) and default.keys() == {"text"}:
        default = default["text"]
    if default is None or default in ([], {}) or isinstance(default, dict):
        return ""
    return code(default if isinstance(default, str) else json.dumps(default))
