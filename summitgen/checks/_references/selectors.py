"""Label selectors as Kubernetes evaluates them."""

from __future__ import annotations

from typing import Any

from summitgen.checks._access import mapping, mappings

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
    """The selector as kubectl takes it: ``app=web,tier in (a,b)``."""
    labels = [f"{key}={value}" for key, value in mapping(selector, "matchLabels").items()]
    return ",".join([*labels, *(_shown(expression) for _, expression in mappings(selector, "matchExpressions"))])


def _holds(expression: dict[str, Any], labels: Labels) -> bool:
    key, values = expression.get("key"), expression.get("values") or []
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return labels.get(str(key)) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels


def _shown(expression: dict[str, Any]) -> str:
    key, operator, values = expression.get("key"), expression.get("operator"), expression.get("values")
    among = f" ({','.join(map(str, values))})" if values else ""
    return f"{key} {str(operator).lower()}{among}"
