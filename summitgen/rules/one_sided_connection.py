"""Rule: a connection between workloads is allowed on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, WorkloadView


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """Each egress meets an ingress with its ports, and the reverse."""
    workloads = {workload.name: workload for workload in environment.workloads}
    for workload in environment.workloads:
        yield from _egress(workload, workloads)
        yield from _ingress(workload, workloads)


def _egress(workload: WorkloadView, workloads: dict[str, WorkloadView]) -> Iterator[Violation]:
    for index, egress in enumerate(workload.spec.network.egress):
        other = workloads.get(egress.workload or "")
        if other is None or other is workload:
            continue
        admitted = _admitted(other, workload)
        refused = [port for port in egress.ports or (other.spec.port,) if port not in admitted]
        if refused:
            ports = ", ".join(map(str, refused))
            message = f"\"{other.name}\" doesn't admit this workload at port {ports}, so that it can't connect"
            related = (other.related("who may connect there", ("network", "ingress")),)
            remedy = (
                f"Add `- workload: {workload.name}` (with the port's name in ports) to network.ingress of {other.name}."
            )
            path = ("workloads", workload.name, "network", "egress", index, "workload")
            yield Violation(path, message, remedy, related=related)


def _admitted(workload: WorkloadView, caller: WorkloadView) -> set[int]:
    names = {
        name
        for peer in workload.spec.network.ingress
        if caller.name == peer.workload or peer.namespace == workload.environment.spec.namespace
        for name in peer.ports
    }
    return {number for name, number in workload.spec.port_numbers.items() if name in names}


def _ingress(workload: WorkloadView, workloads: dict[str, WorkloadView]) -> Iterator[Violation]:
    namespace = workload.environment.spec.namespace
    for index, peer in enumerate(workload.spec.network.ingress):
        caller = workloads.get(peer.workload or "")
        if caller is None or caller is workload:
            continue
        if all(
            egress.workload != workload.name and egress.namespace != namespace for egress in caller.spec.network.egress
        ):
            message = f'"{caller.name}" may not connect to this workload by its own network.egress'
            related = (caller.related("where it may connect to", ("network", "egress")),)
            remedy = f"Add `- workload: {workload.name}` to network.egress of {caller.name}."
            path = ("workloads", workload.name, "network", "ingress", index, "workload")
            yield Violation(path, message, remedy, related=related)


RULE = Rule(
    id="workload/one-sided-connection",
    title="A connection is allowed on both sides",
    severity="warning",
    reason=(
        "Each workload's network policy names whom it may reach and who may reach it, and everything else is refused. "
        "A connection therefore needs both: the egress of the one and the ingress of the other, at the same port."
    ),
    source="summit.md group 24 (network policies that cut off the real egress)",
    bad=(
        "workloads:\n  api: {}\n  web:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000\n"
        "    network: {egress: [{workload: api}]}"
    ),
    good=(
        "workloads:\n  api: {network: {ingress: [{workload: web}]}}\n"
        "  web:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000\n"
        "    network: {egress: [{workload: api}]}"
    ),
    remedy="Allow the connection on the other side too.",
    environment=check,
)
