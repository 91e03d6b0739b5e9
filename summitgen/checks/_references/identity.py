"""Each object is there once, in a namespace that is made, under a selector of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import mapping
from summitgen.checks._references.index import NAMESPACE
from summitgen.checks._references.problem import Problem
from summitgen.checks._references.selectors import is_empty, matches, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._pods import Pod
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_NAME = "give the workloads of the environment different names"


def duplicates(index: Index) -> Iterator[Problem]:
    """Objects of the same kind, namespace and name."""
    seen: dict[tuple[str, ...], RenderedObject] = {}
    for each in index.objects:
        first = seen.setdefault((each.group, each.kind, each.namespace, each.name), each)
        if first is not each:
            message = f"the object is in {first.path} too; allowed: one of a kind and name in a namespace"
            yield Problem(each, ("metadata", "name"), message, _NAME)


def namespaces(index: Index) -> Iterator[Problem]:
    """Namespaces that objects are put in and that the environment doesn't make."""
    made = {each.name for each in index.of(NAMESPACE)} | {""}
    for each in index.objects:
        if each.namespace not in made:
            made.add(each.namespace)
            message = (
                f"the namespace {each.namespace} is not made; allowed: {index.names(NAMESPACE, '', each.namespace)}"
            )
            yield Problem(each, ("metadata", "namespace"), message, _BUG)


def selectors(index: Index) -> Iterator[Problem]:
    """Selectors of workloads that don't take their own pods, or take those of others."""
    for pod in index.pods:
        if pod.is_workload:
            yield from _selector(index, pod)


def _selector(index: Index, pod: Pod) -> Iterator[Problem]:
    path = ("spec", "selector")
    selector = mapping(pod.owner.data, *path)
    if is_empty(selector):
        yield Problem(pod.owner, path, "the selector is empty; allowed: labels of the pod template", _BUG)
    elif not matches(selector, pod.labels):
        labels = ", ".join(f"{key}={value}" for key, value in pod.labels.items()) or "none"
        message = f"{shown(selector)} does not match the pod template; allowed: its labels, {labels}"
        yield Problem(pod.owner, path, message, _BUG)
    else:
        for other in index.selected(pod.owner.namespace, selector):
            if other.owner is not pod.owner:
                message = f"{shown(selector)} takes the pods of {other.owner} too; allowed: its own only"
                yield Problem(pod.owner, path, message, _NAME)
