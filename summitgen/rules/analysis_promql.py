"""Rule: queries and patterns that are written by hand can be read by Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import PromQL
from summitgen.model.monitoring import RequestMetrics
from summitgen.rules.promql_shape import shape_of
from summitgen.rules.rule import Rule, Violation
from summitgen.values.promql import Matcher, selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView

HASH = "0123456789"
USUAL_ERRORS = RequestMetrics.model_fields["errors"].default
# The conditions take the first element of a vector, which a scalar has not.
REMEDIES = {"a scalar": "Write the query inside `vector(…)`."}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of type promql, and the pattern of failed requests."""
    monitoring = workload.spec.monitoring
    if monitoring is not None and monitoring.requests.errors != USUAL_ERRORS:
        problem = _problem(selector("requests", {"status": Matcher("=~", monitoring.requests.errors)}))
        if problem is not None:
            message = f"this is no regular expression that Prometheus takes: {problem}"
            yield Violation(("monitoring", "requests", "errors"), message, f'Write `errors: "{USUAL_ERRORS}"`, say.')
    for measured in workload.delivery.metrics:
        if isinstance(measured.metric, PromQL):
            yield from _of_metric(measured.metric, (*measured.path, "query"))


def _of_metric(metric: PromQL, path: Path) -> Iterator[Violation]:
    query = metric.query.replace("$hash", HASH)
    problem = _problem(query)
    if problem is not None:
        yield Violation(path, f"Prometheus can't take this query: {problem}")
        return
    import promql_parser

    shape = shape_of(promql_parser.parse(query))
    if shape not in ("one series", "several series"):
        yield Violation(path, f"the query gives {shape}, and a vector is needed", REMEDIES.get(shape, ""))


def _problem(query: str) -> str | None:
    import promql_parser

    try:
        promql_parser.parse(query)
    except ValueError as refusal:
        return str(refusal)
    return None


RULE = Rule(
    id="analysis/promql",
    title="Queries can be read by Prometheus",
    severity="error",
    reason=(
        "A query with a mistake in it is an error at every measurement: the analysis ends in an error after the fifth "
        "and aborts each rollout, good or bad. A query has to give a vector; its one value is compared with the "
        "threshold. A scalar has no first value, so that its condition is an error too."
    ),
    source="progressive delivery rules 16 and 17; argo-rollouts, Prometheus provider",
    bad=(
        "analyses:\n  - name: queue\n    metrics:\n      - name: backlog\n        type: promql\n"
        "        query: 'sum(queue_length{pod_hash=\"$hash\"}'\n        threshold: 100\n        direction: below"
    ),
    good=(
        "analyses:\n  - name: queue\n    metrics:\n      - name: backlog\n        type: promql\n"
        "        query: 'sum(queue_length{pod_hash=\"$hash\"})'\n        threshold: 100\n        direction: below"
    ),
    remedy="Try the query in Prometheus, and write it as it works there.",
    workload=check,
)
