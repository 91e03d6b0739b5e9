"""Rule: a block of addresses is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, Path


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """The blocks of data stores and of egress."""
    for path, block in _blocks(environment):
        if problem := _problem(block):
            yield Violation(path, problem)


def _blocks(environment: EnvironmentView) -> Iterator[tuple[Path, str]]:
    for name, store in environment.resolved.spec.data_stores.items():
        if store.cidr is not None:
            yield ("dataStores", name, "cidr"), store.cidr
    for workload in environment.workloads:
        for index, egress in enumerate(workload.spec.network.egress):
            if egress.cidr is not None:
                yield ("workloads", workload.name, "network", "egress", index, "cidr"), egress.cidr


def _problem(block: str) -> str | None:
    from ipaddress import ip_network

    try:
        ip_network(block)
    except ValueError:
        pass
    else:
        return None
    try:
        return f"{block} has bits behind its prefix; the block that holds it is {ip_network(block, strict=False)}"
    except ValueError:
        return f"{block} is no block of addresses; numbers from 0 to 255 and a prefix from 0 to 32 (IPv6: 128) make one"


RULE = Rule(
    id="environment/cidr",
    title="A block of addresses is one",
    severity="error",
    reason=(
        "The API server refuses a network policy with a block that can't be, and with it the release. One with bits "
        "behind its prefix means either a single address or the whole block, and nobody can tell which."
    ),
    source="Kubernetes API, IPBlock.cidr",
    bad="dataStores:\n  postgres: {type: postgresql, host: db.example.com, port: 5432, cidr: 10.0.300.0/20}",
    good="dataStores:\n  postgres: {type: postgresql, host: db.example.com, port: 5432, cidr: 10.0.64.0/20}",
    remedy="Write the block's first address and its prefix, such as 10.0.64.0/20.",
    environment=check,
)
