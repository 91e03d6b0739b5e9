"""Rule: a query that is written by hand gives one series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import PromQL
from summitgen.rules.analysis_promql import HASH
from summitgen.rules.promql_shape import shape_of
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of type promql; with failuresInARow each series is judged on its own."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if not isinstance(metric, PromQL) or (metric.failures_in_a_row is not None and metric.no_data == "pass"):
            continue
        import promql_parser

        try:
            expression = promql_parser.parse(metric.query.replace("$hash", HASH))
        except ValueError:
            continue
        if shape_of(expression) == "several series":
            means = "the rollout is held" if metric.no_data == "hold" else "the metric fails"
            message = f"the query may give several series, and where it does {means}"
            yield Violation((*measured.path, "query"), message)


RULE = Rule(
    id="analysis/one-series",
    title="A query gives one series",
    severity="warning",
    reason=(
        "A condition compares one value. Of several series it would look at the first one, in whatever order they "
        "come, and pass a version whose second pod is bad; so a result with more than one is never a success. A "
        "selector gives a series for each pod and label, until an aggregation makes one of them."
    ),
    source="progressive delivery rule 17; argo-rollouts, metricproviders/prometheus",
    bad=(
        "analyses:\n  - name: queue\n    metrics:\n      - name: backlog\n        type: promql\n"
        "        query: 'queue_length{pod_hash=\"$hash\"}'\n        threshold: 100\n        direction: below"
    ),
    good=(
        "analyses:\n  - name: queue\n    metrics:\n      - name: backlog\n        type: promql\n"
        "        query: 'max(queue_length{pod_hash=\"$hash\"})'\n        threshold: 100\n        direction: below"
    ),
    remedy="Aggregate it: `max(…)` or `sum(…)` where less is better, `min(…)` where more is.",
    workload=check,
)
