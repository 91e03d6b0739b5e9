"""PromQL made of the spec's values: no value changes a query's structure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import promql_parser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitgen.values.promql import Matcher, number, quoted, selector

HOSTILE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@given(HOSTILE)
def test_a_label_value_comes_back_as_it_was(value: str) -> None:
    parsed: Any = promql_parser.parse(selector("up", {"a": value, "b": "fixed"}))
    assert [(m.name, m.value) for m in parsed.matchers.matchers] == [("a", value), ("b", "fixed")]


@given(HOSTILE)
def test_a_quoted_string_is_one_token(value: str) -> None:
    parsed: Any = promql_parser.parse(quoted(value))
    assert parsed.val == value


def test_a_matcher_brings_its_operator() -> None:
    assert selector("up", {"code": Matcher("=~", "5.."), "job": "x"}) == 'up{code=~"5..",job="x"}'


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.020", "0.02"), ("1E-7", "0.0000001"), ("100", "100"), ("1E+3", "1000"), ("1.0", "1"), ("0", "0")],
)
def test_numbers_have_no_exponent(value: str, text: str) -> None:
    assert number(Decimal(value)) == text
