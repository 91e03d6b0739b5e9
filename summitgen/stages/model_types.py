"""What a model says of a place: its type, and where in a tree an error's location lies.

A location of Pydantic's names keys and indexes, and between them the members of unions that were tried, which are not
in the tree. Walking types and tree together tells the two apart.
"""

from __future__ import annotations

import types
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from summitgen.syntax import Mapping, Node, Sequence, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]

_LABELS = {str: ("str", "constrained-str"), int: ("int", "constrained-int"), float: ("float",), bool: ("bool",)}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an error is: ``path`` in the tree, the type there (None: not known), and how it was come by.

    ``owner`` is the model that the last step went into, ``field`` its field; ``unions`` are the unions on the way, by
    their path, with the member that the error speaks of; ``key`` says that the key is meant and not its value.
    """

    path: Path
    annotation: Any
    owner: Any = None
    field: Any = None
    unions: tuple[tuple[Path, str], ...] = ()
    key: bool = False


def locate(tree: Node, location: Path, model: Any, *, absent: bool) -> Spot:
    """The spot of an error's location; with ``absent`` the last part is a key that the tree does not have."""
    walk = _Walk(tree, model)
    for number, step in enumerate(location, 1):
        walk.take(step, forced=absent and number == len(location))
    return walk.spot


def is_model(annotation: Any) -> bool:
    """Whether a type is a Pydantic model."""
    return isinstance(annotation, type) and hasattr(annotation, "model_fields")


def members(annotation: Any) -> tuple[Any, ...]:
    """The types that a type stands for, without None: those of a union, else itself; none for an unknown one."""
    if annotation is None:
        return ()
    origin = get_origin(annotation)
    if origin is Annotated:
        return members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        found = tuple(one for one in get_args(annotation) if one is not types.NoneType)
        return members(found[0]) if len(found) == 1 else found
    return (annotation,)


def aliases(model: Any) -> dict[str, Any]:
    """The keys of a model with their fields, in the model's order."""
    return {_alias(name, field): field for name, field in model.model_fields.items()}


def tags(annotation: Any, discriminator: str) -> tuple[str, ...]:
    """The values that a discriminator may have in a union of models."""
    found: list[str] = []
    for member in _leaves(annotation):
        field = aliases(member).get(discriminator) if is_model(member) else None
        found.extend(str(value) for value in literals(field.annotation if field else None))
    return tuple(found)


def literals(annotation: Any) -> tuple[Any, ...]:
    """The values that a type lists one by one (a literal's or an enumeration's, also inside a union), or none."""
    found: list[Any] = []
    for member in _leaves(annotation):
        if get_origin(member) is Literal:
            found.extend(get_args(member))
        elif isinstance(member, type) and hasattr(member, "__members__"):
            found.extend(one.value for one in member.__members__.values())
    return tuple(found)


class _Walk:
    """Goes through types and tree at once."""

    def __init__(self, tree: Node, model: Any) -> None:
        self.spot = Spot((), model)
        self._node: Node | None = tree

    def take(self, step: str | int, *, forced: bool) -> None:
        """Go one part of a location further."""
        spot = self.spot
        options = members(spot.annotation)
        if step == "[key]":
            self.spot = Spot(spot.path, None, None, None, spot.unions, key=True)
        elif len(options) > 1:
            chosen = next((one for one in options if _answers(one, str(step))), None)
            unions = (*spot.unions, (spot.path, str(step)))
            self.spot = Spot(spot.path, chosen, spot.owner, spot.field, unions)
        else:
            self._enter(options[0] if options else None, step, forced)

    def _enter(self, container: Any, step: str | int, forced: bool) -> None:
        spot = self.spot
        below = _child(self._node, step)
        annotation, field = _inside(container, step)
        if below is None and annotation is None and not forced:
            return  # the label of a validator or union that the types do not show
        owner = container if is_model(container) else None
        self.spot = Spot((*spot.path, step), annotation, owner, field, spot.unions)
        self._node = below


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Mapping) or (isinstance(node, Sequence) and isinstance(step, int)):
        return child(node, step)
    return None


def _inside(container: Any, step: str | int) -> tuple[Any, Any]:
    """The type, and the field of a model, that a step into a container leads to."""
    if is_model(container):
        field = aliases(container).get(str(step))
        return (field.annotation, field) if field else (None, None)
    origin, arguments = get_origin(container), get_args(container)
    if not isinstance(origin, type) or not arguments:
        return None, None
    if issubclass(origin, AbstractMapping):
        return arguments[-1], None
    if origin is tuple and isinstance(step, int) and Ellipsis not in arguments:
        return (arguments[step] if step < len(arguments) else None), None
    return arguments[0], None


def _answers(member: Any, label: str) -> bool:
    """Whether Pydantic calls a member of a union by this label: by its name, or by the value of its discriminator."""
    leaves = tuple(_leaves(member))
    if len(leaves) > 1:
        return any(_answers(leaf, label) for leaf in leaves)
    leaf: Any = leaves[0] if leaves else None
    if is_model(leaf):
        return leaf.__name__ == label or any(get_args(one.annotation) == (label,) for one in leaf.model_fields.values())
    origin = get_origin(leaf)
    if origin is Literal:
        return label.startswith("literal[")
    name = getattr(origin or leaf, "__name__", "")
    return label in _LABELS.get(leaf, ()) or label == name or label.startswith(f"{name}[")


def _leaves(annotation: Any) -> Iterator[Any]:
    options = members(annotation)
    if len(options) == 1:
        yield options[0]
    else:
        for option in options:
            yield from _leaves(option)


def _alias(name: str, field: Any) -> str:
    given = field.validation_alias if isinstance(field.validation_alias, str) else field.alias
    return given or name
