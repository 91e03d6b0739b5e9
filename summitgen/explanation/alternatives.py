"""Other values that a scalar might have had: candidates, which model and rules then judge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.explanation.fields import Field
    from summitgen.syntax import Scalar

Value = bool | int | float | str


def alternatives(scalar: Scalar, field: Field | None, others: tuple[str, ...]) -> tuple[Value, ...]:
    """Candidates of the scalar's own kind, each once and none its own value; ``others`` are texts of the same spec."""
    value = scalar.value
    return tuple(dict.fromkeys(one for one in _candidates(value, field, others) if one != value))


def _candidates(value: object, field: Field | None, others: tuple[str, ...]) -> Iterator[Value]:
    yield from field.choices if field else ()
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, value + 2, value * 2, value // 2, value * 100)
    elif isinstance(value, str):
        yield from _texts(value)
        yield from others


def _texts(value: str) -> Iterator[str]:
    for number in re.finditer(r"\d+", value):
        for other in (int(number[0]) + 1, int(number[0]) - 1, int(number[0]) * 2, int(number[0]) * 100, 1):
            if other >= 0:
                yield f"{value[: number.start()]}{other}{value[number.end() :]}"
    yield from (f"{value}x", f"x{value}", f"{value}/x", value[:-1])
