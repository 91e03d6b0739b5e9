"""What belongs to an environment's namespace and not to a workload."""

from __future__ import annotations

from summitgen.objects.labels import ENVIRONMENT_LABELS
from summitgen.objects.tree import Is, Node, ObjectTree, Ref, optional


def _metadata(name: Node) -> dict[str, Node]:
    return {"name": name, "namespace": Ref("namespace"), "labels": ENVIRONMENT_LABELS}


OBJECTS = (
    ObjectTree(
        id="namespace",
        scope="environment",
        file="namespace.yaml",
        order=0,
        documentation="The namespace, under the restricted Pod Security Standard; kept on uninstall.",
        annotations_for_helm=(("helm.sh/resource-policy", "keep"),),
        tree={
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": Ref("namespace"),
                "labels": Ref("namespaceLabels"),
                "annotations": optional("namespaceAnnotations"),
            },
        },
    ),
    ObjectTree(
        id="default-deny",
        scope="environment",
        file="networkpolicy.yaml",
        order=0,
        documentation="No pod may talk to another unless a workload's policy says so.",
        tree={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": _metadata("default-deny"),
            "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
        },
    ),
    ObjectTree(
        id="strict-mtls",
        scope="environment",
        file="mesh.yaml",
        order=0,
        documentation="Pods of the mesh accept mutual TLS only.",
        when=Is("mesh", "istio"),
        tree={
            "apiVersion": "security.istio.io/v1",
            "kind": "PeerAuthentication",
            "metadata": _metadata("default"),
            "spec": {"mtls": {"mode": "STRICT"}},
        },
    ),
    ObjectTree(
        id="istio-gateway",
        scope="environment",
        file="gateway.yaml",
        order=0,
        documentation="Takes in the public hosts (Istio).",
        when=Is("gateway.kind", "istio"),
        tree={
            "apiVersion": "networking.istio.io/v1",
            "kind": "Gateway",
            "metadata": _metadata(Ref("gateway.name")),
            "spec": {"selector": Ref("gateway.selector"), "servers": Ref("gateway.servers")},
        },
    ),
    ObjectTree(
        id="gateway",
        scope="environment",
        file="gateway.yaml",
        order=1,
        documentation="Takes in the public hosts (Gateway API).",
        when=Is("gateway.kind", "gatewayApi"),
        tree={
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "Gateway",
            "metadata": _metadata(Ref("gateway.name")),
            "spec": {"gatewayClassName": Ref("gateway.className"), "listeners": Ref("gateway.listeners")},
        },
    ),
)
