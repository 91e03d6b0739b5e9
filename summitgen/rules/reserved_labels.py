"""Rule: labels that queries select by are the compiler's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Business
from summitgen.rules.rule import Rule, Violation
from summitgen.values.source import HASH_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.rules.view import Path, WorkloadView

VERSION = {
    "namespace": "it is the environment's",
    HASH_LABEL: "it tells the new version from the stable one",
}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Labels of the workload's own metrics, and of business metrics."""
    for path, labels, own in _labels(workload):
        for name in labels:
            if name in own:
                yield Violation((*path, name), f'the label "{name}" can\'t be chosen here: {own[name]}', key=True)


def _labels(workload: WorkloadView) -> Iterator[tuple[Path, Iterable[str], dict[str, str]]]:
    monitoring = workload.spec.monitoring
    if monitoring is not None:
        requests = monitoring.requests
        outcome = {requests.status_label: "it says which requests failed (statusLabel)"}
        yield ("monitoring", "requests", "labels"), requests.labels, {**VERSION, **outcome}
        bound = {"le": "it is the bound of a bucket"}
        yield ("monitoring", "durations", "labels"), monitoring.durations.labels, {**VERSION, **bound}
    for measured in workload.delivery.metrics:
        if isinstance(measured.metric, Business):
            yield (*measured.path, "numerator", "labels"), measured.metric.numerator.labels, VERSION
            yield (*measured.path, "denominator", "labels"), measured.metric.denominator.labels, VERSION


RULE = Rule(
    id="analysis/reserved-labels",
    title="Labels that tell versions apart are not chosen by hand",
    severity="error",
    reason=(
        "Queries select the series of one version, in the environment's namespace, and by what became of a request. A "
        "label of the same name in the spec would take that selector's place: the new version would be judged by "
        "somebody else's requests, or by those alone that succeeded."
    ),
    source="progressive delivery section 2 (selectors)",
    bad="monitoring:\n  port: http\n  requests: {labels: {namespace: shop-staging}}",
    good="monitoring:\n  port: http\n  requests: {labels: {kind: served}}",
    remedy="Leave the label out.",
    workload=check,
)
