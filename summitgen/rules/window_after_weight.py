"""Rule: a rate looks at one weight only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.requests import has_rate
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.rungs import least_seconds
from summitgen.values.in_a_row import lookback_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Windows of the metrics of steps, against the time since the weight was set."""
    soonest = _soonest(workload)
    for measured in workload.delivery.metrics:
        metric, analysis = measured.metric, workload.analysis_of(measured)
        if analysis not in soonest or not has_rate(metric):
            continue
        weight, passed = soonest[analysis]
        window = lookback_seconds(metric)
        begins = passed + (metric.initial_delay.seconds if metric.initial_delay else 0)
        if begins < window:
            message = (
                f"the first measurement comes {begins:.0f}s after the weight {weight} was set, and looks back "
                f"{window}s: it mixes two weights"
            )
            delay = window - passed
            remedy = f"Write `initialDelay: {delay:.0f}s`, lengthen the pause before the analysis, or shorten window."
            yield Violation((*measured.path, "window"), message, remedy)


def _soonest(workload: WorkloadView) -> dict[str, tuple[int, float]]:
    """For each analysis of a step the weight behind which it begins soonest, and after how many seconds."""
    found: dict[str, tuple[int, float]] = {}
    for rung in workload.delivery.rungs:
        for position, (_, step) in enumerate(rung.behind):
            if step.analysis is None:
                continue
            before = (earlier for _, earlier in rung.behind[:position])
            passed = least_seconds(before, workload.delivery.analyses)
            if step.analysis not in found or passed < found[step.analysis][1]:
                found[step.analysis] = rung.weight, passed
    return found


RULE = Rule(
    id="analysis/window-after-weight",
    title="A rate looks at one weight only",
    severity="error",
    reason=(
        "A step's analysis begins as soon as the step is reached, and its first rate looks back over its window. "
        "Where the weight was set later than that, requests at the weight before count too: a fault that shows under "
        "more traffic only is thinned out by the good minutes before it. A pause that a person ends counts as long "
        "enough."
    ),
    source="progressive delivery rule 19; argo-rollouts, analysis/analysis.go (generateMetricTasks)",
    bad=(
        "deploymentStrategy: canary\nreplicas: 4\nmonitoring: {port: http}\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - pause: 1m\n      - analysis: errors\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, window: 5m}"
    ),
    good=(
        "deploymentStrategy: canary\nreplicas: 4\nmonitoring: {port: http}\nstrategies:\n  canary:\n    steps:\n"
        "      - setWeight: 50\n      - pause: 5m\n      - analysis: errors\n"
        "analyses:\n  - name: errors\n    metrics:\n"
        "      - {name: error-rate, type: errorRate, threshold: 2%, window: 5m}"
    ),
    remedy="Let the pause before the analysis be at least as long as the window.",
    workload=check,
)
