"""Success and failure conditions: a closed set of forms, total over every shape of result.

A Prometheus answer is a vector, so the value is ``result[0]`` (argo-rollouts, metricproviders/prometheus); an
empty one must not be indexed. No series and NaN are no data, whose meaning is the metric's ``noData``. More than one
series is no answer to the question: it is never a success.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from summitgen.model.metrics import NoData


class Conditions(NamedTuple):
    """The two conditions; a result that meets neither is Inconclusive (argo-rollouts, utils/evaluate)."""

    success: str
    failure: str | None


Comparator = Literal["<", "<=", ">", ">="]
OPPOSITE: dict[Comparator, Comparator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def vector_conditions(comparator: Comparator, threshold: str, no_data: NoData) -> Conditions:
    """The conditions for a query whose value is good while ``value comparator threshold``."""
    good = f"result[0] {comparator} {threshold}"
    if no_data == "pass":
        return Conditions(f"len(result) == 0 || len(result) == 1 && (isNaN(result[0]) || {good})", None)
    success = f"len(result) == 1 && {good}"
    if no_data == "fail":
        return Conditions(success, None)
    return Conditions(success, f"len(result) == 1 && result[0] {OPPOSITE[comparator]} {threshold}")


def presence_conditions(no_data: Literal["hold", "fail"]) -> Conditions:
    """The conditions for a query of which only the presence of a value is judged."""
    # Without a failure condition everything that is no success fails; one that never holds makes it Inconclusive.
    return Conditions("len(result) == 1 && !isNaN(result[0])", "false" if no_data == "hold" else None)
