"""What a schema says of each path."""

from __future__ import annotations

from typing import Any

from summitgen.printers.schema import Property, kinds, properties

SCHEMA: dict[str, Any] = {
    "definitions": {
        "Image": {
            "type": "object",
            "description": "An image.",
            "properties": {"tag": {"type": ["string", "integer"], "description": "Its tag."}},
        },
        "Tree": {
            "type": "object",
            "properties": {"children": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}},
        },
    },
    "properties": {
        "name": {"type": "string", "description": "The name."},
        "image": {"$ref": "#/definitions/Image"},
        "other": {"anyOf": [{"$ref": "#/definitions/Image"}, {"type": "null"}], "description": "Another image."},
        "ports": {"type": "array", "items": {"type": "object", "properties": {"port": {"type": "integer"}}}},
        "mode": {"enum": ["a", "b", None]},
        "fixed": {"const": True},
        "tree": {"allOf": [{"$ref": "#/definitions/Tree"}]},
        "anything": {},
    },
}


def test_properties_are_listed_with_types_and_documentation() -> None:
    assert properties(SCHEMA) == [
        Property("name", ("string",), "The name."),
        Property("image", ("object",), "An image."),
        Property("image.tag", ("string", "integer"), "Its tag."),
        Property("other", ("object", "null"), "Another image."),
        Property("other.tag", ("string", "integer"), "Its tag."),
        Property("ports", ("array",), ""),
        Property("ports[]", ("object",), ""),
        Property("ports[].port", ("integer",), ""),
        Property("mode", ("string", "null"), ""),
        Property("fixed", ("boolean",), ""),
        Property("tree", ("object",), ""),
        Property("tree.children", ("array",), ""),
        Property("tree.children[]", (), ""),
        Property("anything", (), ""),
    ]


def test_a_kind_is_known_where_there_is_one_beside_null() -> None:
    assert kinds(SCHEMA) == {
        "name": "string",
        "image": "object",
        "other": "object",
        "ports": "array",
        "ports[]": "object",
        "ports[].port": "integer",
        "mode": "string",
        "fixed": "boolean",
        "tree": "object",
        "tree.children": "array",
    }
