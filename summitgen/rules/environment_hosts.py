"""Rule: a public address leads to one workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, WorkloadView


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """Host and path of each exposure differ from all others."""
    first: dict[tuple[str, str], WorkloadView] = {}
    for workload in environment.workloads:
        spec = workload.spec.exposure
        if spec is None:
            continue
        address = (spec.host, spec.path.rstrip("/"))
        other = first.setdefault(address, workload)
        if other is not workload:
            message = f'{spec.host}{spec.path} leads to the workload "{other.name}" already; each has its own address'
            related = (other.related("the other workload", ("exposure", "host")),)
            yield Violation(("workloads", workload.name, "exposure", "host"), message, related=related)


RULE = Rule(
    id="environment/hosts",
    title="A public address leads to one workload",
    severity="error",
    reason=(
        "Which of two Ingresses or routes with one host and path gets the requests depends on the controller, often "
        "on which object is older, and changes when one of them is made anew."
    ),
    source="Gateway API, HTTPRoute (precedence of conflicting routes); Kubernetes, Ingress",
    bad=(
        "workloads:\n  api: {exposure: {host: shop.example.com}}\n"
        "  web:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000\n"
        "    exposure: {host: shop.example.com}"
    ),
    good=(
        "workloads:\n  api: {exposure: {host: shop.example.com, path: /api}}\n"
        "  web:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000\n"
        "    exposure: {host: shop.example.com}"
    ),
    remedy="Give one of them another host or another path.",
    environment=check,
)
