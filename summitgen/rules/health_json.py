"""Rule: a health check says where the expected value stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Health
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """jsonPath and expected come together."""
    for measured in workload.delivery.metrics:
        metric = measured.metric
        if not isinstance(metric, Health):
            continue
        if metric.expected is not None and metric.json_path is None:
            message = f'"{metric.expected}" is expected, and jsonPath doesn\'t say of which part of the answer'
            yield Violation((*measured.path, "expected"), message, 'Add `jsonPath: "{$.status}"`.')
        if metric.json_path is not None and metric.expected is None:
            message = "jsonPath takes a part of the answer, and expected doesn't say what it has to be"
            yield Violation((*measured.path, "jsonPath"), message, "Add `expected: ok`, or leave jsonPath out.")


RULE = Rule(
    id="analysis/health-json",
    title="A health check says what it expects, and where",
    severity="error",
    reason=(
        "Without jsonPath the answer's body isn't looked at, so that an expected value proves nothing; without an "
        "expected value every answer is good. An answer with a status other than 2xx fails either way."
    ),
    source="summit.md group 4; argo-rollouts, webmetric provider",
    bad="analyses:\n  - name: healthy\n    metrics:\n      - {name: health, type: health, expected: ok}",
    good=(
        "analyses:\n  - name: healthy\n    metrics:\n"
        '      - {name: health, type: health, jsonPath: "{$.status}", expected: ok}'
    ),
    remedy="Give both jsonPath and expected, or neither.",
    workload=check,
)
