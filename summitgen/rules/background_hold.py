"""Rule: a background analysis that may hold the rollout doesn't let it skip what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Database, QueryMetric
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.rungs import Rung
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Background metrics that hold, where a rung pauses without an analysis behind."""
    bare = next((rung for rung in workload.delivery.rungs if _unguarded(rung)), None)
    if bare is None:
        return
    for measured in workload.delivery.metrics:
        if "background" in measured.stages and _may_hold(measured.metric):
            message = (
                f'the background metric "{measured.metric.name}" holds the rollout on no data, and the weight '
                f"{bare.weight} has a pause without an analysis behind it: a held rollout goes on past it"
            )
            yield Violation((*measured.path, "noData"), message)


def _unguarded(rung: Rung) -> bool:
    """Whether it has a pause without an analysis behind it; a person's after an analysis is one that nothing skips."""
    judged = [at for at, step in rung.behind if step.analyses]
    for at, step in rung.behind:
        approval = step.pause == "manual" and bool(judged) and judged[0] < at
        if step.pause is not None and not approval and not any(at < other for other in judged):
            return True
    return False


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
        "A background analysis that is Inconclusive pauses the rollout, and the controller takes a step's pause for "
        "resumed by a person when the rollout is paused for another reason only. So a held rollout goes from weight to "
        "weight, up to the promotion, past every pause; only an analysis of a step stops it. Put one behind each "
        "pause, or let the background decide: pass or fail."
    ),
    source="progressive delivery rule 29; argo-rollouts #3850, rollout/pause.go (CompletedCanaryPauseStep)",
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
