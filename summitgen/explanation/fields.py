"""What the model says of a path: the type there, what it is for, and its default."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from summitgen.stages.model_types import aliases, is_model, literals, members, tags
from summitgen.syntax import Scalar, child

if TYPE_CHECKING:
    from summitgen.explanation.paths import Path
    from summitgen.syntax import Data, Node


@dataclass(frozen=True, slots=True)
class Field:
    """What stands at a path: ``annotation`` is its type; ``default`` is a text, empty where there is none.

    ``filled_in`` is the default as a spec would write it: a single value, or a list or map of some.
    """

    annotation: Any
    description: str = ""
    default: str = ""
    filled_in: Data = None

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


def keys_with(field: Field | None, tag: str) -> tuple[str, ...]:
    """The keys of the model that a `type` chooses of several."""
    models = [one for one in members(field.annotation) if is_model(one)] if field else []
    return tuple(key for one in models if tag in tags(one, "type") for key in aliases(one))


def _inside(field: Field, node: Node | None, step: str | int) -> Field | None:
    for model in _models(field.annotation, node):
        if (known := aliases(model).get(str(step))) is not None:
            about = known.description or model.__doc__ or ""
            return Field(known.annotation, about, _default(known), _filled_in(known))
    for member in members(field.annotation):
        origin, arguments = get_origin(member), get_args(member)
        if isinstance(origin, type) and arguments:
            inside = arguments[-1] if issubclass(origin, AbstractMapping) else arguments[0]
            item = _item(field.filled_in, step)
            return Field(inside, field.description, "" if item is None else str(item), item)
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


def _filled_in(known: Any) -> Data:
    default = known.default
    if known.is_required() or default in ((), {}):
        return None
    if isinstance(default, tuple):
        return [_plain(one) for one in default]
    return {str(key): _plain(one) for key, one in default.items()} if isinstance(default, dict) else _plain(default)


def _plain(default: Any) -> bool | int | float | str | None:
    value = getattr(default, "text", default)
    return value if isinstance(value, bool | int | float | str) else None


def _item(filled_in: Data, step: str | int) -> Data:
    if isinstance(filled_in, dict):
        return filled_in.get(str(step))
    number = int(step) if str(step).isdecimal() else -1
    return filled_in[number] if isinstance(filled_in, list) and 0 <= number < len(filled_in) else None
