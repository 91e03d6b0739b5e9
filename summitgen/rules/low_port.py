"""Rule: a port that only root may open everywhere is avoided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView


FIRST = 1024


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each port of the container."""
    ports: list[tuple[Path, int]] = [(("port",), workload.spec.port)]
    ports += [(("ports", index, "port"), port.port) for index, port in enumerate(workload.spec.ports)]
    for path, port in ports:
        if port < FIRST:
            user = workload.spec.security.run_as_user
            message = f"whether user {user} may open port {port} depends on the nodes' container runtime"
            yield Violation(path, message, f"Let the process listen on a port from {FIRST} on, such as {8000 + port}.")


RULE = Rule(
    id="workload/low-port",
    title="Processes listen on ports that any user may open",
    severity="warning",
    reason=(
        "Ports below 1024 need the capability NET_BIND_SERVICE, which pods drop with all others, unless the runtime "
        "sets net.ipv4.ip_unprivileged_port_start to 0 in the pod's network: Docker does since 20.10, containerd "
        "since 2.0, CRI-O does not. The Service's port can be any."
    ),
    source="github.com/kubernetes/kubernetes issue 102612; github.com/cri-o/cri-o issue 10050",
    bad="port: 80",
    good="port: 8080",
    remedy="Let the process listen on a port from 1024 on.",
    workload=check,
)
