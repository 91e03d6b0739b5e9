"""Pods satisfy the Pod Security Standard "restricted" in a namespace that enforces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import json_path, mapping
from summitgen.checks._pods import pods_of
from summitgen.checks._restrictions import breaches
from summitgen.checks.check import Check
from summitgen.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks.rendered import Rendered, RenderedObject
    from summitgen.findings import Finding

_ID = "check/restricted-pods"
_ENFORCE = "pod-security.kubernetes.io/enforce"
_REMEDY = "look at the workload's security and volumes in the spec; where they are right it is a bug of summitgen"


def _run(rendered: Rendered) -> Iterator[Finding]:
    for objects in rendered.by_environment().values():
        enforcing = {each.name for each in objects if _enforces(each)}
        for each in objects:
            if each.namespace in enforcing:
                yield from _check(rendered, each)


def _enforces(each: RenderedObject) -> bool:
    return each.kind == "Namespace" and mapping(each.data, "metadata", "labels").get(_ENFORCE) == "restricted"


def _check(rendered: Rendered, each: RenderedObject) -> Iterator[Finding]:
    for pod in pods_of(each):
        for path, message in breaches(pod):
            whole = f"{each}: {json_path(path)}: namespace {each.namespace} enforces restricted: {message}"
            yield error(_ID, whole, _REMEDY, rendered.place(each, path))


CHECK = Check(_ID, 'Pods, Jobs of analyses included, satisfy "restricted" where their namespace enforces it.', _run)
