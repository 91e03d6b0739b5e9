"""What scales or evicts pods: HorizontalPodAutoscaler and PodDisruptionBudget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import mapping, text
from summitgen.checks._references.index import Kind
from summitgen.checks._references.problem import Spot
from summitgen.checks._references.selecting import selects_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._references.index import Index
    from summitgen.checks._references.problem import Problem

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_HPA = Kind("autoscaling", "HorizontalPodAutoscaler")
_PDB = Kind("policy", "PodDisruptionBudget")


def autoscalers(index: Index) -> Iterator[Problem]:
    """Targets of HorizontalPodAutoscalers that aren't there."""
    for each in index.of(_HPA):
        path = ("spec", "scaleTargetRef")
        target = mapping(each.data, *path)
        group = (text(target, "apiVersion") or "").rpartition("/")[0]
        kind = Kind(group, text(target, "kind") or "")
        yield from index.named(Spot(each, (*path, "name"), _BUG), kind)


def disruption_budgets(index: Index) -> Iterator[Problem]:
    """PodDisruptionBudgets that protect nothing."""
    for each in index.of(_PDB):
        yield from selects_pods(index, each, ("spec", "selector"))
