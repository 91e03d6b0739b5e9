"""The ServiceAccount with its Role and RoleBinding."""

from __future__ import annotations

from summitgen.objects.labels import metadata
from summitgen.objects.tree import Has, ObjectTree, Ref, choose, optional

RULES = Has("serviceAccount.rules")

OBJECTS = (
    ObjectTree(
        id="serviceaccount",
        scope="workload",
        file="serviceaccount.yaml",
        order=0,
        documentation="The workload's identity; its token is mounted only where it has permissions.",
        tree={
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": metadata(Ref("name"), annotations=optional("serviceAccount.annotations")),
            "automountServiceAccountToken": choose(RULES, True, False),
        },
    ),
    ObjectTree(
        id="role",
        scope="workload",
        file="serviceaccount.yaml",
        order=1,
        documentation="What the workload may do in its namespace.",
        when=RULES,
        tree={
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": metadata(Ref("name")),
            "rules": Ref("serviceAccount.rules"),
        },
    ),
    ObjectTree(
        id="rolebinding",
        scope="workload",
        file="serviceaccount.yaml",
        order=2,
        documentation="Gives the Role to the ServiceAccount.",
        when=RULES,
        tree={
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": metadata(Ref("name")),
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": Ref("name")},
            "subjects": [{"kind": "ServiceAccount", "name": Ref("name"), "namespace": Ref("namespace")}],
        },
    ),
)
