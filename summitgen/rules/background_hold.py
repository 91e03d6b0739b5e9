"""Rule: a background analysis that may hold the rollout doesn't let it skip what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Database, QueryMetric
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.rungs import rungs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.rungs import Rung
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Background metrics that hold, where a rung pauses without an analysis behind."""
    bare = next((rung for rung in rungs_of(workload.delivery.canary) if _unguarded(rung)), None)
    if bare is None:
        return
    for measured in workload.delivery.metrics:
        if "background" in measured.stages and _may_hold(measured.metric):
            message = (
                f'the background metric "{measured.metric.name}" holds the rollout on no data, and the weight '
                f"{bare.weight} has a pause without an analysis behind it: once resumed, the rollout may skip it"
            )
            yield Violation((*measured.path, "noData"), message)


def _unguarded(rung: Rung) -> bool:
    pauses = [at for at, step in rung.behind if step.pause is not None]
    return bool(pauses) and not any(step.analyses and at > pauses[0] for at, step in rung.behind)


def _may_hold(metric: Metric) -> bool:
    asks_prometheus = isinstance(metric, QueryMetric) and not (
        isinstance(metric, Database) and metric.source == "readiness"
    )
    return asks_prometheus and metric.no_data == "hold" and not metric.dry_run  # type: ignore[union-attr]


RULE = Rule(
    id="analysis/background-hold",
    title="A held background analysis skips no pause",
    severity="error",
    reason=(
        "A background analysis that is Inconclusive adds a pause of its own to that of the step. The two are cleared "
        "together, and the controller then takes the step's pause for done, so that weights follow each other unseen. "
        "An analysis behind each pause stops it; without one the background has to be decided: pass or fail."
    ),
    source="progressive delivery rule 29; argo-rollouts #3850, rollout/analysis.go, rollout/pause.go",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nmonitoring: {port: http}\nstrategies:\n  canary:\n"
        "    background: errors\n    steps:\n      - setWeight: 50\n      - pause: 5m\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, noData: hold}"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nmonitoring: {port: http}\nstrategies:\n  canary:\n"
        "    background: errors\n    steps:\n      - setWeight: 50\n      - pause: 5m\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, noData: pass}"
    ),
    remedy="Write `noData: pass` (or `fail`), or put `- analysis: <name>` behind each pause.",
    workload=check,
)
