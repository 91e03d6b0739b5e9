"""Rule: the names and numbers of a workload's ports differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each further port has a name and a number (with its protocol) of its own."""
    names, numbers = {"http"}, {(workload.spec.port, "TCP")}
    for index, port in enumerate(workload.spec.ports):
        if port.name in names:
            yield Violation(("ports", index, "name"), f'the port name "{port.name}" is taken; each port has its own')
        if (port.port, port.protocol) in numbers:
            message = f"{port.protocol} port {port.port} is taken; each port has its own number"
            yield Violation(("ports", index, "port"), message)
        names.add(port.name)
        numbers.add((port.port, port.protocol))


RULE = Rule(
    id="workload/port-names",
    title="Ports have names and numbers of their own",
    severity="error",
    reason=(
        "Probes, Services and monitors speak of a port by its name. Kubernetes accepts a pod in which two ports share "
        "a number and refuses one in which they share a name, and then only when the object is applied."
    ),
    source="progressive delivery rule 40; Kubernetes API, ContainerPort.name",
    bad="port: 4000\nports:\n  - {name: metrics, port: 4000}",
    good="port: 4000\nports:\n  - {name: metrics, port: 9090}",
    remedy="Give the port a name and a number of its own; the main port is named http.",
    workload=check,
)
