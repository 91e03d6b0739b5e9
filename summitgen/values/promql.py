"""PromQL pieces: selectors whose values can't end a string, and decimal numbers as PromQL writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label matcher that is not an equality: ``=~`` or ``!=``."""

    operator: str
    value: str


def quoted(value: str) -> str:
    """A PromQL string literal (double quotes; backslash, quote and line breaks escaped)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def selector(metric: str, labels: Mapping[str, str | Matcher]) -> str:
    """A series selector: the metric with its matchers, in the order given."""
    matchers = [
        f"{name}{value.operator}{quoted(value.value)}" if isinstance(value, Matcher) else f"{name}={quoted(value)}"
        for name, value in labels.items()
    ]
    return f"{metric}{{{','.join(matchers)}}}"


def number(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
