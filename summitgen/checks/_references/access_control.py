"""RoleBindings: the role and the ServiceAccounts that they join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import mapping, mappings, text
from summitgen.checks._references.index import SERVICE_ACCOUNT, Index, Kind
from summitgen.checks._references.problem import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._references.problem import Problem
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_RBAC = "rbac.authorization.k8s.io"
_ROLE = Kind(_RBAC, "Role")
_CLUSTER_ROLE = Kind(_RBAC, "ClusterRole")
# Every cluster has these.
_BUILT_IN = frozenset(("admin", "cluster-admin", "edit", "view"))


def role_bindings(index: Index) -> Iterator[Problem]:
    """RoleBindings and ClusterRoleBindings whose role or ServiceAccount isn't there."""
    for each in (*index.of(Kind(_RBAC, "RoleBinding")), *index.of(Kind(_RBAC, "ClusterRoleBinding"))):
        yield from _role(index, each)
        for path, subject in mappings(each.data, "subjects"):
            if subject.get("kind") == "ServiceAccount" and (name := text(subject, "name")):
                namespace = text(subject, "namespace") or each.namespace
                yield from index.missing(Spot(each, (*path, "name"), _BUG), SERVICE_ACCOUNT, name, namespace)


def _role(index: Index, each: RenderedObject) -> Iterator[Problem]:
    role = mapping(each.data, "roleRef")
    name = text(role, "name") or ""
    if role.get("kind") == "Role":
        yield from index.missing(Spot(each, ("roleRef", "name"), _BUG), _ROLE, name)
    elif name not in _BUILT_IN and not name.startswith("system:"):
        yield from index.missing(Spot(each, ("roleRef", "name"), _BUG), _CLUSTER_ROLE, name, "")
