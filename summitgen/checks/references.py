"""What objects refer to exists, among the objects of the same environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import json_path
from summitgen.checks._references import (
    access_control,
    analysis,
    identity,
    istio_routes,
    network,
    pods,
    rollouts,
    routes,
    scaling,
)
from summitgen.checks._references.index import Index
from summitgen.checks._references.services import services
from summitgen.checks.check import Check
from summitgen.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks.rendered import Rendered
    from summitgen.findings import Finding

_ID = "check/references"
_PARTS = (
    identity.duplicates,
    identity.namespaces,
    identity.selectors,
    pods.pods,
    pods.analysis_arguments,
    services,
    rollouts.rollouts,
    analysis.analyses,
    analysis.templates,
    scaling.autoscalers,
    scaling.disruption_budgets,
    access_control.role_bindings,
    routes.ingresses,
    routes.gateway_routes,
    istio_routes.virtual_services,
    istio_routes.destination_rules,
    network.network_policies,
    network.monitors,
    network.istio_policies,
    network.linkerd_policies,
)


def _run(rendered: Rendered) -> Iterator[Finding]:
    for objects in rendered.by_environment().values():
        index = Index(objects)
        for part in _PARTS:
            for owner, path, why, remedy in part(index):
                message = f"{owner}: {json_path(path)}: {why}"
                yield error(_ID, message, remedy, rendered.place(owner, path))


CHECK = Check(_ID, "What an object refers to exists in its environment: names, selectors, ports, arguments.", _run)
