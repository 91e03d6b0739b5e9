"""The annotations that only a chart's objects carry."""

from __future__ import annotations

from dataclasses import dataclass

from summitgen.objects.tree import Node, Ref, When


@dataclass(frozen=True, slots=True)
class AnnotatedRef(Ref):
    """The map of annotations at a path, with annotations for Helm added to it."""

    annotations: tuple[tuple[str, str], ...]


def with_annotations(body: dict[str, Node], annotations: tuple[tuple[str, str], ...]) -> dict[str, Node]:
    """An object's tree with annotations added to those that it has; TypeError where they can't be added."""
    if not annotations:
        return body
    metadata = body.get("metadata", {})
    if not isinstance(metadata, dict):
        raise TypeError(f"annotations for Helm need a mapping as metadata, not {metadata!r}")
    return {**body, "metadata": {**metadata, "annotations": _added(metadata.get("annotations", {}), dict(annotations))}}


def _added(present: Node, annotations: dict[str, str]) -> Node:
    if isinstance(present, dict):
        return {**present, **annotations}
    if isinstance(present, When):
        otherwise = _added(present.otherwise if present.has_otherwise else {}, annotations)
        return When(present.condition, _added(present.node, annotations), otherwise, has_otherwise=True)
    if isinstance(present, Ref):
        return AnnotatedRef(present.path, tuple(annotations.items()))
    raise TypeError(f"annotations for Helm can be added to a mapping or a reference to one, not to {present!r}")
