"""Values files: what Helm makes of the defaults and the file is the values tree, and the file says no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summitgen.printers.values_difference import difference
from summitgen.printers.yaml import emit
from tests.printers.rendering import helm, make_chart
from tests.printers.synthetic import INTEGERS, KEYS, MAPS, STRINGS

if TYPE_CHECKING:
    from pathlib import Path

TABLE: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "equal": ({"a": {"b": [1, {"c": None}]}}, {"a": {"b": [1, {"c": None}]}}, {}),
    "a scalar": ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": 3}),
    "a map": ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, {"a": {"c": 3}}),
    "a list": ({"a": [1, 2]}, {"a": [1]}, {"a": [1]}),
    "a key gone": ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": None}}),
    "a key new": ({"a": {}}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    "null for a map": ({"a": {"b": 1}}, {"a": None}, {"a": None}),
    "a map for null": ({"a": None}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    "null and absent": ({"a": None}, {}, {}),
    "absent and null": ({}, {"a": None}, {}),
    "true for one": ({"a": 1}, {"a": True}, {"a": True}),
    "null in a list for a key": ({"a": [{"b": None}]}, {"a": [{}]}, {"a": [{}]}),
}


@pytest.mark.parametrize("name", TABLE)
def test_only_what_differs_is_said(name: str) -> None:
    defaults, values, expected = TABLE[name]
    found = difference(defaults, values)
    assert json.dumps(found) == json.dumps(expected)


def _nullable(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


# A fixed shape, as values trees have: only null may stand in for a map.
TREES = st.fixed_dictionaries(
    {
        "name": STRINGS,
        "count": _nullable(INTEGERS),
        "flag": st.booleans(),
        "labels": MAPS,
        "more": _nullable(st.dictionaries(KEYS, MAPS, max_size=2)),
        "list": st.lists(st.dictionaries(KEYS, _nullable(STRINGS), max_size=2), max_size=2),
        "nested": st.fixed_dictionaries({"maybe": _nullable(STRINGS), "map": _nullable(MAPS), "number": INTEGERS}),
        "probe": _nullable(st.fixed_dictionaries({"path": _nullable(STRINGS), "port": INTEGERS})),
    }
)
PRINT = "kind: Values\nvalues: {{ .Values | toJson }}\n"


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(defaults=TREES, values=TREES)
def test_helm_makes_the_values_tree_of_defaults_and_difference(
    defaults: dict[str, Any], values: dict[str, Any], tmp_path: Path
) -> None:
    chart = make_chart(tmp_path, {"values.yaml": PRINT})
    (chart / "values.yaml").write_text(emit([defaults]), encoding="utf-8", newline="")
    file = chart / "file.yaml"
    file.write_text(emit([difference(defaults, values)]), encoding="utf-8", newline="")
    rendered = helm("template", "release", str(chart), "--values", str(file))
    line = next(line for line in rendered.splitlines() if line.startswith("values: "))
    assert without_nulls(json.loads(line.removeprefix("values: "))) == without_nulls(values)


def without_nulls(value: Any) -> Any:
    """Maps without null keys, which are the same to a chart as keys that aren't there; lists as they are."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
