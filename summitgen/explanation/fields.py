"""What the model says of a path: the type there, what it is for, and its default."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from summitgen.stages.model_types import aliases, is_model, literals, members, tags
from summitgen.syntax import Scalar, child

if TYPE_CHECKING:
    from summitgen.explanation.paths import Path
    from summitgen.syntax import Node


@dataclass(frozen=True, slots=True)
class Field:
    """What stands at a path: ``annotation`` is its type; ``default`` is a text, empty where there is none."""

    annotation: Any
    description: str = ""
    default: str = ""

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values that it may have, where they are few."""
        return tuple(one for member in members(self.annotation) for one in literals(member))


def field_at(tree: Node | None, path: Path) -> Field | None:
    """The field of a path of an environment's spec; None where the model knows none."""
    from summitgen.model.environment import Environment

    found: Field | None = Field(Environment)
    for step in path:
        found = _inside(found, tree, step) if found else None
        tree = child(tree, step) if tree is not None else None
    return found


def keys_of(field: Field, node: Node | None) -> tuple[str, ...]:
    """The keys that may stand in a part of a spec."""
    return tuple(key for model in _models(field.annotation, node) for key in aliases(model))


def _inside(field: Field, node: Node | None, step: str | int) -> Field | None:
    for model in _models(field.annotation, node):
        if (known := aliases(model).get(str(step))) is not None:
            return Field(known.annotation, known.description or model.__doc__ or "", _default(known))
    for member in members(field.annotation):
        origin, arguments = get_origin(member), get_args(member)
        if isinstance(origin, type) and arguments:
            return Field(arguments[-1] if issubclass(origin, AbstractMapping) else arguments[0], field.description)
    return None


def _models(annotation: Any, node: Node | None) -> tuple[Any, ...]:
    """The models that a type stands for; of those that `type` tells apart, the one that the tree chooses."""
    models = tuple(one for one in members(annotation) if is_model(one))
    kind = child(node, "type") if node is not None else None
    if len(models) > 1 and isinstance(kind, Scalar):
        return tuple(one for one in models if str(kind.value) in tags(one, "type"))
    return models


def _default(known: Any) -> str:
    default = known.default
    if known.is_required() or default is None or is_model(type(default)):
        return ""
    if default in ((), {}):
        return "nothing"
    if isinstance(default, bool):
        return str(default).lower()
    return ", ".join(str(one) for one in default) if isinstance(default, tuple) else str(default)
