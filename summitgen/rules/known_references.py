"""Rule: what a workload refers to is in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.rules.view import Path, WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Data stores, and the workloads that it talks to."""
    stores = workload.environment.spec.data_stores
    for index, store in enumerate(workload.spec.data_stores):
        if store not in stores:
            yield _unknown(("dataStores", index), f'data store "{store}"', store, stores)
    workloads = workload.environment.spec.workloads
    for path, name in _peers(workload):
        if name == workload.name:
            message = "the workload names itself; who may connect are other workloads of the environment"
            yield Violation(path, message, "Leave it out.")
        elif name not in workloads:
            yield _unknown(path, f'workload "{name}"', name, (other for other in workloads if other != workload.name))


def _peers(workload: WorkloadView) -> Iterator[tuple[Path, str]]:
    network = workload.spec.network
    for index, peer in enumerate(network.ingress):
        if peer.workload is not None:
            yield ("network", "ingress", index, "workload"), peer.workload
    for index, egress in enumerate(network.egress):
        if egress.workload is not None:
            yield ("network", "egress", index, "workload"), egress.workload


def _unknown(path: Path, what: str, name: str, names: Iterable[str]) -> Violation:
    known = sorted(names)
    allowed = f"Write one of {one_of(known)}, or add it." if known else "Add it to the environment, or leave it out."
    return Violation(path, f"the environment has no {what}{did_you_mean(name, known)}", allowed)


RULE = Rule(
    id="workload/known-references",
    title="What a workload refers to is there",
    severity="error",
    reason=(
        "A network policy for a workload or a data store that doesn't exist admits nothing, without a word: the "
        "connection is refused at run time, and the reason is found in a packet trace at best."
    ),
    source="summit.md groups 8 and 24",
    bad="network:\n  ingress:\n    - workload: frontend",
    good="network:\n  ingress:\n    - namespace: frontend",
    remedy="Refer to a workload, or a data store, of the same environment.",
    workload=check,
)
