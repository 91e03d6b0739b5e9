"""Standalone schemas of Kubernetes' own kinds, cut out of the definitions of one release."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.schemas_json import DRAFT, Schema, minified, stripped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_POINTER = "#/definitions/"
_CURRENT = {"HorizontalPodAutoscaler": "v2"}


@dataclass(frozen=True, slots=True)
class Release:
    """The definitions of a minor version, by their full names; ``kinds`` names those that are kinds of objects."""

    definitions: Schema
    kinds: dict[str, dict[str, str]]


def release(package: Path, minor: str) -> Release:
    """The strict definitions of a minor version ("1.34"), without documentation."""
    text = (package / "kubernetes-json-schema" / f"v{minor}.0-local-strict" / "_definitions.json").read_text("utf-8")
    found: Schema = json.loads(text)["$defs"]
    kinds = {
        name: identity
        for name, schema in found.items()
        for identity in schema.get("x-kubernetes-group-version-kind", [])
    }
    return Release({name: _local(stripped(schema)) for name, schema in found.items()}, kinds)


def _local(value: Any) -> Any:
    """References into the shared file turned to references within one."""
    if isinstance(value, dict):
        return {
            key: _pointer(item) if key == "$ref" and isinstance(item, str) else _local(item)
            for key, item in value.items()
        }
    return [_local(item) for item in value] if isinstance(value, list) else value


def _pointer(reference: str) -> str:
    return _POINTER + reference.rsplit("/$defs/", maxsplit=1)[-1].removeprefix("#")


def closure(schema: Schema, definitions: Schema) -> Schema:
    """Those definitions that the schema leads to, by name."""
    found: Schema = {}
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = definitions[name]
            waiting.extend(_references(found[name]))
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(pointer := value.get("$ref"), str):
            yield pointer.removeprefix(_POINTER)
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def kubernetes_schemas(of: Release, kinds: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """For each wanted kind in its current version: ``apiVersion/Kind``, kubeconform's file name, schema text."""
    wanted = set(kinds)
    for name, identity in of.kinds.items():
        group, version, kind = identity["group"], identity["version"], identity["kind"]
        if kind in wanted and version == _CURRENT.get(kind, "v1"):
            api_version = f"{group}/{version}" if group else version
            suffix = f"-{group.split('.')[0]}-{version}" if group else f"-{version}"
            schema = _standalone(of.definitions[name], of.definitions)
            yield f"{api_version}/{kind}", f"{kind.lower()}{suffix}.json", minified(schema)


def _standalone(root: Schema, definitions: Schema) -> Schema:
    required = sorted({"apiVersion", "kind", "metadata", *root.get("required", [])})
    return {**root, "$schema": DRAFT, "required": required, "type": "object", "definitions": closure(root, definitions)}
