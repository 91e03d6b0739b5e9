"""Label selectors as Kubernetes evaluates them."""

from __future__ import annotations

from typing import Any

from summitgen.checks._access import mapping, mappings, strings, text

Labels = dict[str, Any]


def matches(selector: Labels, labels: Labels) -> bool:
    """Whether the labels satisfy a selector of matchLabels and matchExpressions; an empty one takes all."""
    if any(labels.get(key) != value for key, value in mapping(selector, "matchLabels").items()):
        return False
    return all(_holds(expression, labels) for _, expression in mappings(selector, "matchExpressions"))


def is_empty(selector: Labels) -> bool:
    """Whether the selector takes everything."""
    return not selector.get("matchLabels") and not selector.get("matchExpressions")


def shown(selector: Labels) -> str:
    """The selector in short: ``app=web,tier In (a,b)``."""
    labels = [f"{key}={value}" for key, value in mapping(selector, "matchLabels").items()]
    return ",".join([*labels, *(_shown(expression) for _, expression in mappings(selector, "matchExpressions"))])


def _holds(expression: dict[str, Any], labels: Labels) -> bool:
    key = text(expression, "key") or ""
    values = {value for _, value in strings(expression, "values")}
    match expression.get("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels


def _shown(expression: dict[str, Any]) -> str:
    values = ",".join(value for _, value in strings(expression, "values"))
    return f"{expression.get('key')} {expression.get('operator')}" + (f" ({values})" if values else "")
