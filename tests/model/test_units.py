"""Units: what they take, what they refuse, and what they are worth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitgen.model.units import Duration, Latency, Percentage, Quantity, Rate, Unit

WORTH = [
    (Duration, "90s", 90),
    (Duration, "5m", 300),
    (Duration, "1h30m", 5400),
    (Duration, "1h1m1s", 3661),
    (Duration, "0s", 0),
    (Latency, "500ms", Decimal("0.5")),
    (Latency, "1.5s", Decimal("1.5")),
    (Percentage, "2%", Decimal("0.02")),
    (Percentage, "99.9%", Decimal("0.999")),
    (Percentage, "100%", Decimal(1)),
    (Quantity, "500m", Decimal("0.5")),
    (Quantity, "2", Decimal(2)),
    (Quantity, "1Gi", Decimal(2**30)),
    (Quantity, "1.5k", Decimal(1500)),
    (Quantity, "4T", Decimal(4 * 10**12)),
    (Rate, "200/s", Decimal(200)),
    (Rate, "90/m", Decimal("1.5")),
]


def worth(value: Unit) -> Decimal | int:
    """The one number that a unit stands for."""
    for name in ("seconds", "fraction", "amount", "per_second"):
        if hasattr(value, name):
            found = getattr(value, name)
            assert isinstance(found, Decimal | int)
            return found
    raise AssertionError(value)


@pytest.mark.parametrize(("unit", "text", "expected"), WORTH)
def test_a_unit_is_worth_what_it_says(unit: type[Unit], text: str, expected: Decimal | int) -> None:
    assert worth(unit.parse(text)) == expected
    assert str(unit.parse(text)) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        *((Duration, text) for text in ("", "5 minutes", "5", "1m1h", "1.5m", "5m\n", "٣s")),
        *((Latency, text) for text in ("500", "1m", "-1s")),
        *((Percentage, text) for text in ("101%", "0.02", "2 %")),
        *((Quantity, text) for text in ("0", "1G i", "-1", "1e3")),
        *((Rate, text) for text in ("200", "200/h", "/s")),
    ],
)
def test_what_is_no_unit_is_refused_with_an_example(unit: type[Unit], text: str) -> None:
    with pytest.raises(ValueError, match="is needed, such as"):
        unit.parse(text)


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}])
def test_other_kinds_are_refused(value: object) -> None:
    for unit in (Duration, Latency, Percentage, Quantity, Rate):
        with pytest.raises(ValueError, match="is needed"):
            unit.parse(value)


def test_only_quantities_take_integers() -> None:
    assert Quantity.parse(2) == Quantity("2")
    with pytest.raises(ValueError, match="a duration"):
        Duration.parse(5)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_a_duration_adds_up(hours: int, minutes: int, seconds: int) -> None:
    assert Duration.parse(f"{hours}h{minutes}m{seconds}s").seconds == hours * 3600 + minutes * 60 + seconds
