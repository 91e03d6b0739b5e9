"""Success and failure conditions: a closed set of forms, total over every shape of result.

A Prometheus answer is a vector, so the value is ``result[0]`` (argo-rollouts, metricproviders/prometheus); an
empty one must not be indexed. What an empty or NaN result means is the metric's ``noData``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from summitgen.model.metrics import NoData


class Conditions(NamedTuple):
    """The two conditions; a result that meets neither is Inconclusive."""

    success: str
    failure: str | None


Comparator = Literal["<", "<=", ">", ">="]
_OPPOSITE: dict[Comparator, Comparator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def vector_conditions(comparator: Comparator, threshold: str, no_data: NoData) -> Conditions:
    """The conditions for a query whose value is good while ``value comparator threshold``."""
    good = f"result[0] {comparator} {threshold}"
    if no_data == "pass":
        return Conditions(f"len(result) == 0 || {good}", None)
    if no_data == "fail":
        return Conditions(f"len(result) == 1 && {good}", None)
    bad = f"result[0] {_OPPOSITE[comparator]} {threshold}"
    return Conditions(f"len(result) == 1 && {good}", f"len(result) == 1 && {bad}")
