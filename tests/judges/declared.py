"""What a metric of a spec declares, read from the spec's words alone: nothing of the compiler is used here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.support.judges import Phase

Side = Literal["below", "above", "at least"]
GOOD: dict[Side, Callable[[float, float], bool]] = {
    "below": lambda value, bound: value < bound,
    "above": lambda value, bound: value > bound,
    "at least": lambda value, bound: value >= bound,
}
NO_DATA: dict[str, Phase] = {"pass": "Successful", "hold": "Inconclusive", "fail": "Failed"}
OF_SHARES: dict[str, Side] = {
    "errorRate": "below",
    "resourceUsage": "below",
    "successRate": "above",
    "business": "at least",
}
# More than one series is no answer: it may hold a rollout, and never lets one pass.
AMBIGUOUS: dict[str, Phase] = {"pass": "Failed", "hold": "Inconclusive", "fail": "Failed"}


class Declared(NamedTuple):
    """On which side of the bound values are good, and what no data means ("-": there is no answer without data)."""

    side: Side
    bound: float
    no_data: str

    def phase(self, result: Sequence[float] | float) -> Phase:
        """The phase that a result has to get."""
        if isinstance(result, float):
            return "Error"  # no compiled query gives a scalar
        if len(result) > 1:
            return AMBIGUOUS[self.no_data]
        if not result or math.isnan(result[0]):
            return NO_DATA[self.no_data]
        return "Successful" if GOOD[self.side](result[0], self.bound) else "Failed"

    @property
    def samples(self) -> dict[str, Sequence[float] | float]:
        """The shapes that a result can have."""
        more, less = self.bound + 1, self.bound - 1
        good, bad = (less, more) if self.side == "below" else (more, less)
        return {
            "none": [],
            "NaN": [math.nan],
            "+Inf": [math.inf],
            "-Inf": [-math.inf],
            "good": [good],
            "bad": [bad],
            "at the threshold": [self.bound],
            "good, good": [good, good],
            "bad, good": [bad, good],
            "good, bad": [good, bad],
            "scalar": float(good),
        }


class Presence(NamedTuple):
    """What a metric declares of which only the presence of a value is judged."""

    no_data: str

    def phase(self, result: Sequence[float] | float) -> Phase:
        """The phase that a result has to get."""
        if isinstance(result, float):
            return "Error"
        if len(result) == 1 and not math.isnan(result[0]):
            return "Successful"
        return AMBIGUOUS[self.no_data] if len(result) > 1 else NO_DATA[self.no_data]

    @property
    def samples(self) -> dict[str, Sequence[float] | float]:
        """The shapes that a result can have."""
        return Declared("below", 0.5, self.no_data).samples


def declared(metric: dict[str, Any], *, milliseconds: bool) -> Declared:
    """What a query metric, as the spec's data with its defaults, declares; ``milliseconds``: the histogram's unit."""
    kind, no_data = metric["type"], metric["noData"]
    if metric["failuresInARow"] is not None:
        return Declared("below", metric["failuresInARow"], "fail")
    if kind in OF_SHARES:
        return Declared(OF_SHARES[kind], share(metric["threshold"]), no_data)
    if kind == "comparison":
        floor = metric["floor"] or ("0.5%" if metric["of"] == "errorRate" else "50ms")
        return Declared("below", share(floor) if floor.endswith("%") else units(floor, milliseconds), no_data)
    if kind == "latency" and metric["form"] == "slo":
        return Declared("at least", share(metric["quantile"]), no_data)
    if kind == "latency":
        return Declared("below", units(metric["threshold"], milliseconds), no_data)
    if kind == "promql":
        return Declared(metric["direction"], metric["threshold"], no_data)
    assert kind in ("database", "restarts")
    return Declared("at least", 1, no_data) if kind == "database" else Declared("below", metric["threshold"], no_data)


def share(percentage: str) -> float:
    """A percentage as a number from 0 to 1, rounded as its shortest decimal text is."""
    return float(f"{float(percentage.removesuffix('%')) / 100:.12g}")


def units(latency: str, milliseconds: bool) -> float:
    """A response time in seconds or milliseconds."""
    value = float(latency.removesuffix("s").removesuffix("m"))
    return value * (1 if milliseconds else 0.001) if latency.endswith("ms") else value * (1000 if milliseconds else 1)
