"""Rule: a comparison's floor is of the kind that is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Comparison
from summitgen.model.units import Latency, Percentage
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

KINDS = {"errorRate": (Percentage, "a percentage", "0.5%"), "latency": (Latency, "a response time", "50ms")}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The floors of all comparisons that have one."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if isinstance(metric, Comparison) and metric.floor is not None:
            kind, words, example = KINDS[metric.of]
            if not isinstance(metric.floor, kind):
                message = f"the floor {metric.floor} doesn't fit a comparison of {metric.of}, whose floor is {words}"
                yield Violation((*measured.path, "floor"), message, f"Write `floor: {example}`.")


RULE = Rule(
    id="analysis/comparison-floor",
    title="A comparison's floor is of the kind that is compared",
    severity="error",
    reason=(
        "The floor is the difference that is accepted whatever stable does: a share of failed requests, or a response "
        "time. One of the other kind would be left out, and the default be taken for it."
    ),
    source="progressive delivery section 2 (at most 20 % worse); summit.md group 10",
    bad=(
        "analyses:\n  - name: compare\n    metrics:\n"
        "      - {name: slower, type: comparison, of: latency, threshold: 20%, floor: 0.5%}"
    ),
    good=(
        "analyses:\n  - name: compare\n    metrics:\n"
        "      - {name: slower, type: comparison, of: latency, threshold: 20%, floor: 50ms}"
    ),
    remedy="Write a percentage for errorRate, a response time for latency.",
    workload=check,
)
