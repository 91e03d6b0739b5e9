"""Rule: an environment has a namespace to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """No two environments in one namespace of one cluster."""
    first: dict[tuple[str, str], EnvironmentView] = {}
    for environment in project.environments:
        spec = environment.resolved.spec
        other = first.setdefault((spec.cluster.name, spec.namespace), environment)
        if other is not environment:
            message = (
                f'the namespace "{spec.namespace}" of the cluster "{spec.cluster.name}" is that of another environment'
            )
            related = (other.related("the other environment's", ("namespace",)),)
            yield environment, Violation(("namespace",), message, related=related)


RULE = Rule(
    id="project/namespaces",
    title="An environment has a namespace to itself",
    severity="error",
    reason=(
        "Environments have workloads of the same names. In one namespace their releases overwrite each other, and a "
        "Service's selector finds the pods of both, so that users of production reach a version that is being tested."
    ),
    source="summit.md group 8 (two workloads with the same selector in one namespace)",
    bad="namespace: shop\n---\nnamespace: shop",
    good="namespace: shop-dev\n---\nnamespace: shop-prod",
    remedy="Give each environment a namespace, or a cluster, of its own.",
    project=check,
)
