"""What a values file has to say: only where a values tree differs from the chart's defaults."""

from __future__ import annotations

from typing import Any


def difference(defaults: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values file that makes ``values`` of a chart's ``defaults`` under Helm's rules.

    Maps merge, anything else replaces, and a null deletes a key of the defaults: so a key that ``values`` has not is
    null in the file. A null and a key that isn't there are the same to Helm, and therefore here.
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        default = defaults.get(key)
        if isinstance(default, dict) and isinstance(value, dict):
            if inner := difference(default, value):
                found[key] = inner
        elif not _same(default, value):
            found[key] = value
    gone = {key: None for key, default in defaults.items() if key not in values and default is not None}
    return {**found, **gone}


def _same(left: Any, right: Any) -> bool:
    """Whether two values that aren't both maps are the same; in a list Helm merges nothing, and a null is a null."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same_in_list, left, right))
    # 1 and True are equal to Python and different in a chart.
    return type(left) is type(right) and bool(left == right)


def _same_in_list(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same_in_list(left[key], right[key]) for key in left)
    return _same(left, right)
