"""Linkerd's policy: the main port is open to meshed clients only."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import Is, ObjectTree, Ref

LINKERD = Is("routing.mesh", "linkerd")

OBJECTS = (
    ObjectTree(
        id="linkerd-server",
        scope="workload",
        file="linkerd.yaml",
        order=0,
        documentation="Names the main port to Linkerd's policy.",
        when=LINKERD,
        tree={
            "apiVersion": "policy.linkerd.io/v1beta3",
            "kind": "Server",
            "metadata": metadata(Ref("name")),
            "spec": {"podSelector": {"matchLabels": SELECTOR}, "port": "http", "proxyProtocol": "HTTP/1"},
        },
    ),
    ObjectTree(
        id="linkerd-authentication",
        scope="workload",
        file="linkerd.yaml",
        order=1,
        documentation="Any identity of the mesh.",
        when=LINKERD,
        tree={
            "apiVersion": "policy.linkerd.io/v1alpha1",
            "kind": "MeshTLSAuthentication",
            "metadata": metadata(Ref("name")),
            "spec": {"identities": ["*"]},
        },
    ),
    ObjectTree(
        id="linkerd-authorization",
        scope="workload",
        file="linkerd.yaml",
        order=2,
        documentation="Who may call the main port.",
        when=LINKERD,
        tree={
            "apiVersion": "policy.linkerd.io/v1alpha1",
            "kind": "AuthorizationPolicy",
            "metadata": metadata(Ref("name")),
            "spec": {
                "targetRef": {"group": "policy.linkerd.io", "kind": "Server", "name": Ref("name")},
                "requiredAuthenticationRefs": [
                    {"group": "policy.linkerd.io", "kind": "MeshTLSAuthentication", "name": Ref("name")}
                ],
            },
        },
    ),
)
