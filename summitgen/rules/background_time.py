"""Rule: a background metric can fail before the rollout is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import QueryMetric
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.rungs import least_seconds
from summitgen.values.in_a_row import lookback_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Delay and tolerated failures of background metrics, against the time from their start to the promotion."""
    canary, rungs = workload.delivery.canary, workload.delivery.rungs
    if canary is None or canary.background is None or not rungs:
        return
    start = canary.background_from_step or rungs[0].index + 1
    steps = (canary.steps or ())[start:]
    if not steps:  # it never begins, which is another rule's matter
        return
    lasts = least_seconds(steps, workload.delivery.analyses)
    for measured in workload.delivery.metrics:
        if "background" not in measured.stages:
            continue
        delay, metric = _delay(measured.metric), measured.metric
        needed = delay + metric.failure_limit * metric.interval.seconds
        if needed >= lasts:
            message = (
                f'the background metric "{metric.name}" can fail {needed}s after its start at the earliest '
                f"(initial delay {delay}s, {metric.failure_limit} failures tolerated), and {lasts:.0f}s after it the "
                "version is promoted"
            )
            yield Violation((*measured.path, "name"), message)


def _delay(metric: Metric) -> int:
    """The first measurement's time; a query's is its window where none is given."""
    if metric.initial_delay is not None:
        return metric.initial_delay.seconds
    return lookback_seconds(metric) if isinstance(metric, QueryMetric) else 0


RULE = Rule(
    id="analysis/background-time",
    title="A background metric can fail before the promotion",
    severity="error",
    reason=(
        "The promotion ends the background analysis, and a metric that has not failed by then is Successful, even one "
        "that was never measured. Its first measurement comes after the initial delay, and it fails at more than "
        "failureLimit of them, so that much time has to lie between its start and the end of the steps."
    ),
    source="progressive delivery rule 19; argo-rollouts, analysis/analysis.go (assessMetricStatus, terminating)",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    background: healthy\n    steps:\n"
        "      - setWeight: 50\n      - pause: 2m\n"
        "analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health, initialDelay: 5m}"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nstrategies:\n  canary:\n    background: healthy\n    steps:\n"
        "      - setWeight: 50\n      - pause: 10m\n"
        "analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health, initialDelay: 5m}"
    ),
    remedy="Shorten initialDelay, lower failureLimit, or lengthen the pauses.",
    workload=check,
)
