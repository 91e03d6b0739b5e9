"""Why an object breaks its schema: the slow validator's errors in words, each with what is allowed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema import ValidationError

    from summitgen.checks._access import Path

LONGEST_VALUE = 60


def explain(schema: dict[str, Any], data: Any) -> Iterator[tuple[Path, str]]:
    """Every breach: the path of the value and a message."""
    wrong_keys = list(_wrong_keys(data, ()))
    if wrong_keys:
        yield from wrong_keys
        return
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import best_match

    for error in Draft7Validator(schema).iter_errors(data):
        # Of a choice's alternatives the one that came closest is what was meant.
        best = best_match([error]) or error
        path = tuple(best.absolute_path)
        if best.validator == "additionalProperties":
            yield from _unknown_keys(best, path)
        else:
            yield path, _message(best)


def _wrong_keys(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str):
                yield from _wrong_keys(value, (*path, key))
            else:
                yield path, f"the key {key} is no string; allowed: strings, so it has to be quoted"
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _wrong_keys(item, (*path, index))


def _message(error: ValidationError) -> str:
    words = _WORDS.get(str(error.validator))
    return words(error) if words else error.message


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[tuple[Path, str]]:
    schema: Any = error.schema
    known = schema.get("properties", {})
    for key in _instance(error):
        if key not in known:
            yield (*path, key), f"unknown key; allowed: {', '.join(sorted(known))}"


def _missing(error: ValidationError) -> str:
    wanted, instance = _allowed(error), _instance(error)
    return f"without {_keys([key for key in wanted if key not in instance])}; required: {', '.join(wanted)}"


def _type(error: ValidationError) -> str:
    wanted = _allowed(error)
    types = wanted if isinstance(wanted, str) else " or ".join(wanted)
    return f"{shown(error.instance)} is not of the allowed type: {types}"


def _enum(error: ValidationError) -> str:
    return f"{shown(error.instance)} is not allowed; allowed: {', '.join(map(shown, _allowed(error)))}"


def _pattern(error: ValidationError) -> str:
    return f"{shown(error.instance)} does not match; allowed: {error.validator_value}"


def _allowed(error: ValidationError) -> Any:
    return error.validator_value


def _instance(error: ValidationError) -> Any:
    return error.instance


def _keys(keys: list[str]) -> str:
    return ("key " if len(keys) == 1 else "keys ") + ", ".join(f'"{key}"' for key in keys)


def shown(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    found = json.dumps(value, ensure_ascii=False, default=str)
    return found if len(found) <= LONGEST_VALUE else found[: LONGEST_VALUE - 1] + "…"


_WORDS: dict[str, Callable[[ValidationError], str]] = {
    "enum": _enum,
    "pattern": _pattern,
    "required": _missing,
    "type": _type,
}
