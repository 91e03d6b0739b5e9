"""Kinds of values in the words of YAML: what a type needs, what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_origin

from summitgen.stages.model_types import is_model, literals, members
from summitgen.suggest import one_of
from summitgen.syntax import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping
    from typing import Final

    from summitgen.stages.model_types import Spot

KINDS: Final[AbstractMapping[str, str]] = {
    "string_type": "a string",
    "string_sub_type": "a string",
    "int_type": "an integer",
    "int_parsing": "an integer",
    "int_parsing_size": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a map",
    "mapping_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
    "dataclass_type": "a map",
    "none_required": "null",
}
_PLAIN: Final[AbstractMapping[Any, str]] = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    dict: "a map",
    list: "a list",
    tuple: "a list",
    set: "a list",
    frozenset: "a list",
}
_LONGEST = 60


class Words(NamedTuple):
    """The id of a finding, what is needed, what is to be done, and what is there instead (empty: does not matter).

    ``kind`` is what is needed, where only the kind of the value is wrong.
    """

    id: str
    need: str
    remedy: str
    seen: str = ""
    kind: str = ""

    @property
    def message(self) -> str:
        """The message of the finding."""
        return f"{self.need}; this is {self.seen}" if self.seen else self.need


def wrong_kind(kinds: tuple[str, ...], node: Node | None, spot: Spot) -> Words:
    """The words for a value of a wrong kind; ``kinds`` are those that are allowed."""
    needed = " or ".join((", ".join(kinds[:-1]), kinds[-1])) if len(kinds) > 1 else kinds[0]
    return Words("spec/type", f"{needed} is needed", _kind_remedy(kinds, node, spot), described(node), kinds[0])


def described(node: Node | None) -> str:
    """What stands in a tree: ``a list``, ``the string "x"``."""
    if not isinstance(node, Scalar):
        return "nothing" if node is None else "a map" if isinstance(node, Mapping) else "a list"
    value = node.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the {'integer' if isinstance(value, int) else 'number'} {cut(node.text)}"
    return f'the string "{cut(value)}"'


def _kind_remedy(kinds: tuple[str, ...], node: Node | None, spot: Spot) -> str:
    if isinstance(node, Scalar) and "a string" in kinds and not isinstance(node.value, str | None):
        return f'Quote it: "{node.text}".'
    if isinstance(node, Scalar) and isinstance(node.value, str) and _looks_like(kinds, node.value):
        return f"Write {node.value} without quotes."
    if "a list" in kinds:
        return "Write it as a list: a line `- value` for each item."
    if "a map" in kinds:
        return "Write it as a map: a line `key: value` for each key."
    return by_description(f"Write {' or '.join(kinds)}.", spot)


def _looks_like(kinds: tuple[str, ...], text: str) -> bool:
    number = text.isascii() and text.isdigit() and bool({"an integer", "a number"} & set(kinds))
    return number or (text in ("true", "false") and "true or false" in kinds)


def by_description(remedy: str, spot: Spot) -> str:
    """A remedy, with what the field is for where its model says so."""
    description = (getattr(spot.field, "description", None) or "").strip()
    return f"{remedy} {description}" if description else remedy


def kind_of(spot: Spot) -> str:
    """What kind of value a field takes, where its type says it plainly; else nothing."""
    if spot.field is not None and any(hasattr(one, "func") for one in spot.field.metadata):
        return ""  # a validator may take a value of another kind than it makes
    kinds = [_kind(member) for member in members(spot.annotation)]
    return " or ".join(dict.fromkeys(kinds)) if all(kinds) else ""


def _kind(member: Any) -> str:
    if is_model(member):
        return "a map"
    if values := literals(member):
        return one_of(str(value) for value in values)
    single = members(member)
    inner = single[0] if len(single) == 1 else None
    return _PLAIN.get(get_origin(inner) or inner, "")


def cut(text: str) -> str:
    """The beginning of a text, short enough for a message."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
