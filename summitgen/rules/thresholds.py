"""Rule: production is judged at least as strictly as staging, and staging as development."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from summitgen.model.metrics import Business, PromQL, SuccessRate
from summitgen.model.units import Latency, Percentage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, Path, ProjectView

TIERS = ("development", "staging", "production")
WATCH = {"errorRate": "error_rate", "latency": "latency", "restarts": "restarts", "cpu": "cpu", "memory": "memory"}


class Bound(NamedTuple):
    """A threshold: where it stands, its text, its value, and whether a higher one is stricter."""

    path: Path
    text: str
    value: Decimal
    rises: bool


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each threshold against that of the same metric in the environments of the tier below."""
    for lower, upper in pairwise(TIERS):
        below = [one for one in project.environments if one.resolved.spec.tier == lower]
        for environment in (one for one in project.environments if one.resolved.spec.tier == upper):
            for other in below:
                yield from ((environment, found) for found in _looser(environment, other, upper, lower))


def _looser(environment: EnvironmentView, other: EnvironmentView, upper: str, lower: str) -> Iterator[Violation]:
    theirs = dict(_bounds(other))
    for key, mine in _bounds(environment):
        bound = theirs.get(key)
        if bound is None or bound.rises != mine.rises:
            continue
        if mine.value < bound.value if mine.rises else mine.value > bound.value:
            least = "least" if mine.rises else "most"
            message = (
                f"the threshold {mine.text} of {upper} is looser than {bound.text} of {lower}; it is at {least} that"
            )
            related = (other.related(f"the threshold of {lower}", bound.path),)
            yield Violation(mine.path, message, f"Write `{mine.path[-1]}: {bound.text}`.", related=related)


def _bounds(environment: EnvironmentView) -> Iterator[tuple[tuple[str, ...], Bound]]:
    rollback = environment.resolved.spec.rollback
    for key, field in WATCH.items():
        yield ("rollback", key), _bound(("rollback", key), getattr(rollback, field), rises=False)
    for workload in environment.workloads:
        for measured in workload.delivery.metrics:
            metric = measured.metric
            if not isinstance(measured.path[1], int) or not hasattr(metric, "threshold"):
                continue
            rises = isinstance(metric, SuccessRate | Business) or (
                isinstance(metric, PromQL) and metric.direction == "above"
            )
            path = ("workloads", workload.name, *measured.path, "threshold")
            quantile = str(getattr(metric, "quantile", ""))
            named = (workload.name, workload.analysis_of(measured), metric.name, metric.type, quantile)
            yield named, _bound(path, metric.threshold, rises=rises)


def _bound(path: Path, threshold: object, *, rises: bool) -> Bound:
    if isinstance(threshold, Percentage):
        return Bound(path, str(threshold), threshold.fraction, rises)
    if isinstance(threshold, Latency):
        return Bound(path, str(threshold), threshold.seconds, rises)
    return Bound(path, str(threshold), Decimal(str(threshold)), rises)


RULE = Rule(
    id="project/thresholds",
    title="Production is judged at least as strictly as staging",
    severity="error",
    reason=(
        "What staging takes for a failure production may not take for a success: a version that staging would refuse "
        "would be promoted for all users, and what staging proves would mean nothing. Metrics are compared by "
        "workload, analysis, name and kind; the rollback watch is compared too."
    ),
    source="progressive delivery, section 1 (thresholds are monotone across environments); design.md, Tiers",
    bad="tier: staging\nrollback: {errorRate: 2%}\n---\ntier: production\nrollback: {errorRate: 5%}",
    good="tier: staging\nrollback: {errorRate: 5%}\n---\ntier: production\nrollback: {errorRate: 2%}",
    remedy="Let production's threshold be at most staging's (at least, where more is better).",
    project=check,
)
