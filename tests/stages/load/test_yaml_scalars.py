"""Plain scalars against the core schema of YAML 1.2."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.stages.yaml_scalars import plain_value, refusal

CORE_SCHEMA: list[tuple[str, object]] = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nUll", "nUll"),
    ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"),
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("n", "n"), ("y", "y"),
    ("0", 0), ("-0", 0), ("+12", 12), ("-7", -7), ("08", 8), ("010", 10), ("0o17", 15), ("0o8", "0o8"),
    ("0xFf", 255), ("0x", "0x"), ("-0x1", "-0x1"), ("0b1", "0b1"), ("1_000", "1_000"), ("12:30:45", "12:30:45"),
    ("1.", 1.0), (".5", 0.5), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("1e", "1e"), (".", "."), ("+", "+"), ("-", "-"),
    ("1.2.3", "1.2.3"), (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), (".iNf", ".iNf"),
    ("500m", "500m"), ("2026-01-01", "2026-01-01"), ("0.5%", "0.5%"), ("a1", "a1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CORE_SCHEMA)
def test_core_schema(text: str, value: object) -> None:
    found = plain_value(text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    value = plain_value(text)
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("9007199254740992", False), ("9007199254740993", True), ("-9007199254740992", False),
        ("-9007199254740993", True), ("0x20000000000001", True), ("0" * 5000 + "7", False), ("7" * 5000, True),
        ("-" + "7" * 5000, True), (".inf", True), (".nan", True), ("1e400", True), ("1e300", False), ("true", False),
        ("text", False), ("", False),
    ],
)  # fmt: skip
def test_refused_numbers(text: str, refused: bool) -> None:
    assert (refusal(plain_value(text)) is not None) is refused


@given(st.integers(-(2**53), 2**53))
@settings(max_examples=100, deadline=None)
def test_integers_are_read_as_python_writes_them(number: int) -> None:
    assert plain_value(str(number)) == number
    assert number < 0 or plain_value(hex(number)) == plain_value(oct(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=100, deadline=None)
def test_floats_are_read_as_python_writes_them(number: float) -> None:
    assert plain_value(repr(number)) == number
