"""Which values of two trees differ; items of lists that have names go by their names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
LONGEST = 80


class Absent:
    """What is not there, which is not the same as null."""


ABSENT = Absent()


class Difference(NamedTuple):
    """A value that differs, as it is read: ``before`` and ``after`` are JSON, shortened, or "" for what is absent."""

    path: str
    before: str
    after: str


def differences(before: object, after: object, path: str = "") -> Iterator[Difference]:
    """The differences in the order of the keys, those of ``before`` first."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from differences(before.get(key, ABSENT), after.get(key, ABSENT), _below(path, key))
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _items(before, after)
        for item in [*old, *(item for item in new if item not in old)]:
            yield from differences(old.get(item, ABSENT), new.get(item, ABSENT), f"{path}[{printable(item)}]")
    elif type(before) is not type(after) or before != after:
        yield Difference(path, shown(before), shown(after))


def printable(text: str) -> str:
    """A text whose every character can be seen, on one line."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def shown(value: object) -> str:
    """A value as JSON of visible characters, shortened; "" for what is absent."""
    if isinstance(value, Absent):
        return ""
    text = printable(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _below(path: str, key: str) -> str:
    plain = isinstance(key, str) and _PLAIN.fullmatch(key)
    return f"{path}.{key}".lstrip(".") if plain else f"{path}[{shown(key)}]"


def _items(before: list[Any], after: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if _named(before) and _named(after):
        return {one["name"]: one for one in before}, {one["name"]: one for one in after}
    return {str(at): one for at, one in enumerate(before)}, {str(at): one for at, one in enumerate(after)}


def _named(items: list[Any]) -> bool:
    names = [one.get("name") for one in items if isinstance(one, dict)]
    return len(names) == len(items) and all(isinstance(one, str) for one in names) and len(set(names)) == len(names)
