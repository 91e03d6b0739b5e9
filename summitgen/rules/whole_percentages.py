"""Rule: shares of pods are whole percents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.units import Percentage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView

MARGINS = {"maxSurge": "max_surge", "maxUnavailable": "max_unavailable"}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Percentages that Kubernetes takes as `N%` or as a number."""
    for path, value in _shares(workload):
        if isinstance(value, Percentage) and not value.text[:-1].isdigit():
            yield Violation(path, f"{value} is not a whole number of percents, and Kubernetes takes no other here")
        elif isinstance(value, Percentage) and path[0] == "autoscaling" and value.fraction == 0:
            yield Violation(path, "a target of 0 % can't be met; 1% to 100% are allowed", f"Write `{path[-1]}: 70%`.")


def _shares(workload: WorkloadView) -> Iterator[tuple[Path, object]]:
    spec = workload.spec
    for strategy, margins in (("standard", spec.strategies.standard), ("canary", spec.strategies.canary)):
        for key, field in MARGINS.items():
            yield ("strategies", strategy, key), getattr(margins, field, None)
    if spec.disruption_budget is not None:
        yield ("disruptionBudget", "minAvailable"), spec.disruption_budget.min_available
        yield ("disruptionBudget", "maxUnavailable"), spec.disruption_budget.max_unavailable
    if spec.autoscaling is not None:
        yield ("autoscaling", "cpu"), spec.autoscaling.cpu
        yield ("autoscaling", "memory"), spec.autoscaling.memory


RULE = Rule(
    id="workload/whole-percentages",
    title="Shares of pods are whole percents",
    severity="error",
    reason=(
        "Kubernetes reads a share of the pods, or of a request, as a whole number of percents. It refuses 12.5% when "
        "the object is applied. Thresholds of metrics may have decimals."
    ),
    source="Kubernetes API, IntOrString and MetricTarget.averageUtilization",
    bad="disruptionBudget: {maxUnavailable: 12.5%}",
    good="disruptionBudget: {maxUnavailable: 12%}",
    remedy="Write a whole number of percents, such as 25%.",
    workload=check,
)
