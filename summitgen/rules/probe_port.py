"""Rule: a port that something asks is a TCP port of the workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.suggest import closest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The ports of probes, of the monitoring and of admitted peers."""
    tcp = {"http": workload.spec.port}
    tcp.update((port.name, port.port) for port in workload.spec.ports if port.protocol == "TCP")
    for path, port in _asked(workload):
        if port not in tcp and port not in tcp.values():
            yield Violation(path, _message(workload, port, tcp), remedy=_remedy(port, tcp))


def _asked(workload: WorkloadView) -> Iterator[tuple[Path, str | int]]:
    spec = workload.spec
    probes = {"liveness": spec.probes.liveness, "readiness": spec.probes.readiness, "startup": spec.probes.startup}
    for name, probe in probes.items():
        if probe is not None:
            yield ("probes", name, "port"), probe.port
    if spec.monitoring is not None:
        yield ("monitoring", "port"), spec.monitoring.port
    for index, peer in enumerate(spec.network.ingress):
        for position, name in enumerate(peer.ports):
            yield ("network", "ingress", index, "ports", position), name


def _message(workload: WorkloadView, port: str | int, tcp: dict[str, int]) -> str:
    udp = [one for one in workload.spec.ports if one.protocol == "UDP" and port in (one.name, one.port)]
    shown = f'"{port}"' if isinstance(port, str) else str(port)
    problem = f"port {shown} is a UDP port" if udp else f"the workload has no port {shown}"
    return f"{problem}; its TCP ports are {', '.join(f'{name} ({number})' for name, number in tcp.items())}"


def _remedy(port: str | int, tcp: dict[str, int]) -> str:
    if isinstance(port, int):
        return f"Write one of {one_of(tcp)}, or add `- {{name: health, port: {port}}}` to ports."
    found = closest(port, tcp)
    return f"Write one of {one_of(tcp)}." if found is None else f"Write `{found}`."


RULE = Rule(
    id="workload/probe-port",
    title="Probes, monitoring and peers name a port that the workload has",
    severity="error",
    reason=(
        "A probe of a port that nobody listens on never succeeds: the pod is restarted for ever, or never gets "
        "traffic. A monitor of such a port gives no data, and an admitted peer reaches nothing. HTTP and TCP probes, "
        "scrapes and the policies that are compiled from peers speak TCP only."
    ),
    source="summit.md group 7 (probes on a port that the process does not listen on); progressive delivery rule 40",
    bad="port: 4000\nprobes:\n  readiness: {path: /health/ready, port: 8080}",
    good="port: 4000\nprobes:\n  readiness: {path: /health/ready, port: http}",
    remedy="Write the name or the number of one of the workload's TCP ports.",
    workload=check,
)
