"""Standalone strict schemas of custom resources, from the CustomResourceDefinitions of their projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.schemas_json import DRAFT, Schema, children, compact, minified, stripped
from tools.schemas_kubernetes import OBJECT_META, closure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STRUCTURE = ("properties", "items", "additionalProperties")


def crd_schemas(
    folder: Path, files: str, kinds: tuple[str, ...], definitions: Schema
) -> Iterator[tuple[str, str, str]]:
    """For each wanted ``apiVersion/Kind`` that the files serve: it, its path ``group/kind_version.json``, schema text.

    ``definitions`` are Kubernetes' own, for the objects' metadata. Raises LookupError when a wanted kind is not served.
    """
    missing = set(kinds)
    for file in sorted(folder.glob(files)):
        for crd in _documents(file):
            group, kind = crd["spec"]["group"], crd["spec"]["names"]["kind"]
            for version in crd["spec"]["versions"]:
                key = f"{group}/{version['name']}/{kind}"
                if key in missing and version["served"]:
                    missing.remove(key)
                    schema = custom_resource(key, version["schema"]["openAPIV3Schema"], definitions)
                    yield key, f"{group}/{kind.lower()}_{version['name']}.json", minified(schema)
    if missing:
        raise LookupError(f"{folder} does not serve {', '.join(sorted(missing))}")


def _documents(file: Path) -> list[Any]:
    import yaml_rs

    # PyYAML's YAML 1.1 does not load an enum that holds a plain ``=``.
    found: Any = yaml_rs.loads(file.read_text("utf-8"), parse_datetime=False)
    documents = found if isinstance(found, list) else [found]
    return [document for document in documents if document and document.get("kind") == "CustomResourceDefinition"]


def custom_resource(key: str, schema: Schema, definitions: Schema) -> Schema:
    """The strict, standalone schema of ``apiVersion/Kind`` from its ``openAPIV3Schema``."""
    api_version, kind = key.rsplit("/", 1)
    closed = stripped(_closed(schema))
    closed["properties"] = {
        **closed["properties"],
        "apiVersion": {"enum": [api_version], "type": "string"},
        "kind": {"enum": [kind], "type": "string"},
        "metadata": {"$ref": f"#/definitions/{OBJECT_META}"},
    }
    closed["required"] = sorted({"apiVersion", "kind", "metadata", *closed.get("required", [])})
    small = compact(closed)
    small["definitions"] |= closure({"$ref": f"#/definitions/{OBJECT_META}"}, definitions)
    return {**small, "$schema": DRAFT}


def _closed(schema: Schema) -> Schema:
    """The schema with unknown keys refused wherever the API server would prune them, and nulls where it takes them."""
    structure = children({key: schema[key] for key in _STRUCTURE if key in schema}, lambda _, sub: _closed(sub))
    result = {**schema, **structure}
    if schema.get("x-kubernetes-embedded-resource"):
        embedded = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}
        result["properties"] = embedded | result.get("properties", {})
    if schema.get("x-kubernetes-int-or-string") and "anyOf" not in schema:
        result["type"] = ["integer", "string"]
    if _is_closable(result):
        result["additionalProperties"] = False
    if schema.get("nullable") and isinstance(schema.get("type"), str):
        result["type"] = [schema["type"], "null"]
    return result


def _is_closable(schema: Schema) -> bool:
    return "properties" in schema and "additionalProperties" not in schema and not _keeps_unknown(schema)


def _keeps_unknown(schema: Schema) -> bool:
    return bool(schema.get("x-kubernetes-preserve-unknown-fields"))
