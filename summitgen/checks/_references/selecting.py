"""Selectors of objects that act on pods: each matches some, and the ports beside it exist there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import mapping
from summitgen.checks._pods import has_port, shown_ports
from summitgen.checks._references.problem import Problem
from summitgen.checks._references.selectors import is_empty, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._pods import Pod
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_PODS = "no spec should lead to this: report it as a bug of summitgen"
_PORTS = "let it name one of the workload's ports in the spec"
# Jobs of an allowed strategy that is not the selected one are not rendered, their policy is.
SMOKE_TEST_LABEL = "summitgen.dev/smoke-test"


def selects_pods(index: Index, owner: RenderedObject, path: Path) -> Iterator[Problem]:
    """A problem where the selector at the path matches no pod template; an empty one takes all."""
    selector = mapping(owner.data, *path)
    if (
        not is_empty(selector)
        and not index.selected(owner.namespace, selector)
        and not _is_for_jobs(index, owner, path)
    ):
        message = f"{shown(selector)} matches no pod template; allowed: labels of a workload's pods"
        yield Problem(owner, path, message, _PODS)


def has_ports(pods: list[Pod], owner: RenderedObject, path: Path, port: object) -> Iterator[Problem]:
    """A problem where there are pods and none has the port (a name or a number) that stands at the path."""
    ports = [each for pod in pods for each in pod.ports()]
    if pods and isinstance(port, str | int) and not has_port(ports, port):
        message = f"the pods have no port {port}; allowed: {shown_ports(ports)}"
        yield Problem(owner, path, message, _PORTS)


def _is_for_jobs(index: Index, owner: RenderedObject, path: Path) -> bool:
    workload = mapping(owner.data, *path, "matchLabels").get(SMOKE_TEST_LABEL)
    return any(pod.owner.name == workload for pod in index.pods if pod.owner.namespace == owner.namespace)
