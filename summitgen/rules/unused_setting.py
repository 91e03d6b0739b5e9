"""Rule: what is set on a metric has an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Comparison, Database, PromQL, ResourceUsage, Restarts, SmokeTest
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.rules.view import WorkloadView

ENDPOINT = "the readiness endpoint is asked, and no query is made"
NO_REQUESTS = "the metric counts no requests"
ONLY_QUERIES = ("no_data", "failures_in_a_row", "minimum_rate", "metric", "labels")
ALIASES = {"no_data": "noData", "failures_in_a_row": "failuresInARow", "minimum_rate": "minimumRate"}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Settings that the spec gives and the metric has no use for."""
    for measured in workload.delivery.metrics:
        for field, why in _unused(measured.metric):
            if field in measured.metric.model_fields_set:
                key = ALIASES.get(field, field)
                yield Violation(
                    (*measured.path, key), f"{key} has no effect here: {why}", f"Leave {key} out.", key=True
                )


def _unused(metric: Metric) -> Iterator[tuple[str, str]]:
    if isinstance(metric, Database) and metric.source == "readiness":
        for field in ONLY_QUERIES:
            yield field, ENDPOINT
    elif isinstance(metric, Database | ResourceUsage | Restarts | PromQL):
        yield "minimum_rate", NO_REQUESTS
    if isinstance(metric, Comparison) and metric.of == "errorRate":
        yield "quantile", "error rates are compared, not response times"
    if isinstance(metric, SmokeTest):
        yield "interval", "a smoke test runs once"


RULE = Rule(
    id="analysis/unused-setting",
    title="What is set on a metric has an effect",
    severity="error",
    reason=(
        "A setting that does nothing is believed all the same: a readiness check with noData: fail, or a queue that "
        "counts from a minimum rate on, protects less than its author reads. What a metric has no use for is refused."
    ),
    source="design.md (what it accepts works)",
    bad="analyses:\n  - name: stores\n    metrics:\n      - {name: databases, type: database, noData: fail}",
    good="analyses:\n  - name: stores\n    metrics:\n      - {name: databases, type: database}",
    remedy="Leave the setting out.",
    workload=check,
)
