"""Labels and selectors that all objects share."""

from __future__ import annotations

from summitgen.objects.tree import Helper, Node, Ref

SELECTOR = Helper("selectorLabels", {"app.kubernetes.io/name": Ref("name"), "app.kubernetes.io/instance": Ref("name")})

# No version among them: what is selected by must never change (argo-rollouts #4070).
LABELS = Helper(
    "labels",
    {
        "app.kubernetes.io/name": Ref("name"),
        "app.kubernetes.io/instance": Ref("name"),
        "app.kubernetes.io/part-of": Ref("project"),
        "app.kubernetes.io/managed-by": "summitgen",
        "summitgen.dev/environment": Ref("environment"),
    },
)

ENVIRONMENT_LABELS = Helper(
    "labels",
    {
        "app.kubernetes.io/part-of": Ref("project"),
        "app.kubernetes.io/managed-by": "summitgen",
        "summitgen.dev/environment": Ref("environment"),
    },
)


def metadata(name: Node, **more: Node) -> dict[str, Node]:
    """The metadata of a workload's object."""
    return {"name": name, "namespace": Ref("namespace"), "labels": LABELS, **more}
