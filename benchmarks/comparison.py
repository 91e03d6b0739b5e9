"""Do two makers make the same objects? A figure about anything else would say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Identity = tuple[str, str, str, str]
"""API version, kind, namespace and name."""
_FEW = 5


class DifferenceError(Exception):
    """The makers made different objects."""


def objects(files: Iterable[Path]) -> dict[Identity, Any]:
    """The objects in YAML files, without annotations that speak to helm alone.

    Raises DifferenceError for one that is made twice, and for what is no object.
    """
    found: dict[Identity, Any] = {}
    for file in files:
        for each in _documents(file):
            identity = _identity(each)
            if identity in found:
                raise DifferenceError(f"{' '.join(identity)} is made twice")
            found[identity] = {**each, "metadata": _without_helm(each["metadata"])}
    return found


def compare(expected: Mapping[Identity, Any], made: Mapping[Identity, Any], maker: str) -> None:
    """Raise DifferenceError, which names a few of them, unless ``maker`` made what was expected."""
    differing = [
        *(f"{' '.join(one)} is missing" for one in sorted(expected.keys() - made.keys())),
        *(f"{' '.join(one)} is too much" for one in sorted(made.keys() - expected.keys())),
        *(f"{' '.join(one)} differs" for one in sorted(expected.keys() & made.keys()) if expected[one] != made[one]),
    ]
    if differing:
        rest = f" and {len(differing) - _FEW} more" if len(differing) > _FEW else ""
        raise DifferenceError(f"{maker} makes other objects than summitgen: {'; '.join(differing[:_FEW])}{rest}")


def _documents(file: Path) -> list[Any]:
    try:
        return [each for each in yaml.load_all(file.read_bytes(), yaml.CSafeLoader) if each is not None]
    except yaml.YAMLError as error:
        raise DifferenceError(f"what is made is no YAML: {error}") from error


def _identity(each: Any) -> Identity:
    try:
        metadata = each["metadata"]
        return each["apiVersion"], each["kind"], metadata.get("namespace", ""), metadata["name"]
    except (KeyError, TypeError, AttributeError) as error:
        raise DifferenceError(f"what is made is no Kubernetes object: {str(each)[:200]}") from error


def _without_helm(metadata: dict[str, Any]) -> dict[str, Any]:
    annotations = metadata.get("annotations") or {}
    kept = {key: value for key, value in annotations.items() if not key.startswith("helm.sh/")}
    rest = {key: value for key, value in metadata.items() if key != "annotations"}
    return {**rest, "annotations": kept} if kept else rest
