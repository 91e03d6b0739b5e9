"""Rule: failures in a row are counted from values that differ, and by one limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import QueryMetric
from summitgen.rules.rule import Rule, Violation
from summitgen.values.in_a_row import COMPANION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.delivery import MetricView
    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics with failuresInARow."""
    names = {(measured.path[:2], measured.metric.name): measured for measured in workload.delivery.metrics}
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if not isinstance(metric, QueryMetric) or metric.failures_in_a_row is None:
            continue
        if metric.failure_limit > 0:
            message = (
                f"failuresInARow {metric.failures_in_a_row} decides at its first failure, and failureLimit "
                f"{metric.failure_limit} tolerates it; only 0 is allowed beside it"
            )
            yield Violation((*measured.path, "failureLimit"), message, "Leave failureLimit out.")
        yield from _interval(workload, measured, metric)
        taken = names.get((measured.path[:2], metric.name + COMPANION))
        if taken is not None and metric.no_data != "pass":
            message = (
                f'the name "{metric.name}{COMPANION}" is taken by the metric that applies noData for "{metric.name}"'
            )
            yield Violation((*taken.path, "name"), message, "Give the metric another name.")


def _interval(workload: WorkloadView, measured: MetricView, metric: QueryMetric) -> Iterator[Violation]:
    prometheus = workload.context.environment.cluster.prometheus
    if prometheus is not None and metric.interval.seconds < prometheus.scrape_interval.seconds:
        message = (
            f"the interval {metric.interval} is shorter than the scrape interval {prometheus.scrape_interval}: values "
            "in a row would be the same sample"
        )
        remedy = f"Write `interval: {prometheus.scrape_interval}` or more."
        yield Violation((*measured.path, "interval"), message, remedy)


RULE = Rule(
    id="analysis/failures-in-a-row",
    title="Failures in a row are those of different samples",
    severity="error",
    reason=(
        "The controller's failureLimit counts all failures of a run, so values in a row are counted by Prometheus, one "
        "an interval, and the first measurement that finds enough of them is to fail. A failureLimit would undo "
        "that. Values that are closer than two scrapes are one sample, counted again and again. A second metric "
        "beside it says what no data means, and needs its name."
    ),
    source="progressive delivery rule 18 and section 2; argo-rollouts #4792",
    bad=(
        'cluster: {prometheus: {address: "http://prometheus.monitoring", scrapeInterval: 30s}}\nworkloads:\n  api:\n'
        "    analyses:\n      - name: errors\n        metrics:\n"
        "          - {name: errors, type: errorRate, threshold: 2%, interval: 10s, failuresInARow: 3}"
    ),
    good=(
        'cluster: {prometheus: {address: "http://prometheus.monitoring", scrapeInterval: 30s}}\nworkloads:\n  api:\n'
        "    analyses:\n      - name: errors\n        metrics:\n"
        "          - {name: errors, type: errorRate, threshold: 2%, interval: 30s, failuresInARow: 3}"
    ),
    remedy="Let failuresInARow stand alone, at an interval of a scrape or more.",
    workload=check,
)
