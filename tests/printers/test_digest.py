"""Digests: the same wherever Python and the chart compute them, different for different contents."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from summitgen.printers.digest import digest

CONTENTS: list[Any] = [
    {},
    [],
    [{}, {}],
    {"a": "b"},
    {"ab": ""},
    {"": "ab"},
    {"a": "bc"},
    {"ab": "c"},
    {"a": "1:b", "c": ""},
    {"a": "", "b": ""},
    [{"a": ""}, {"b": ""}],
    [{"b": ""}, {"a": ""}],
    {"a": "é"},
    {"a": "e\u0301"},
    {"a": "\n"},
]


@pytest.mark.parametrize(("left", "right"), list(combinations(CONTENTS, 2)), ids=str)
def test_different_contents_have_different_digests(left: Any, right: Any) -> None:
    assert digest(left) != digest(right)


def test_the_order_of_keys_is_no_difference_and_an_integer_counts_as_its_digits() -> None:
    assert digest({"a": "1", "b": "2"}) == digest({"b": 2, "a": 1})


def test_a_digest_stays_what_it_is() -> None:
    # Another one would rename every ConfigMap and restart every pod.
    assert digest({"app.yaml": "a: 1\n", "b": "é"}) == "915bc6120d"


@pytest.mark.parametrize("value", [None, "x", 1, ["x"], {"a": None}, {"a": True}, {"a": ["b"]}])
def test_anything_but_maps_of_strings_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"made of strings|maps of strings"):
        digest(value)
