"""Labels and selectors that all objects share."""

from __future__ import annotations

from summitgen.objects.tree import Helper, Node, Ref
from summitgen.values.labels import environment_labels, selector_labels, workload_labels

SELECTOR = Helper("selectorLabels", dict(selector_labels(Ref("name"))))
LABELS = Helper("labels", dict(workload_labels(Ref("name"), Ref("project"), Ref("environment"))))
ENVIRONMENT_LABELS = Helper("labels", dict(environment_labels(Ref("project"), Ref("environment"))))


def metadata(name: Node, **more: Node) -> dict[str, Node]:
    """The metadata of a workload's object."""
    return {"name": name, "namespace": Ref("namespace"), "labels": LABELS, **more}
