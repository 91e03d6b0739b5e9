"""What leads traffic to the workload: Ingress, Istio's objects, or an HTTPRoute."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import All, Any, Has, Is, Node, ObjectTree, Ref, choose, optional, text, when

CANARY = Is("deploymentStrategy", "canary")
BLUE_GREEN = Is("deploymentStrategy", "blueGreen")
PUBLIC = Has("exposure.host")
ISTIO = Is("routing.router", "istio")
SUBSETS = All((CANARY, Has("strategies.canary.subsets")))


def _destination_rule(name: str, **more: Node) -> dict[str, Node]:
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "DestinationRule",
        "metadata": metadata(text(name)),
        "spec": {
            "host": text(name + ".{namespace}.svc.cluster.local"),
            "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}},
            **more,
        },
    }


def _subset(name: str) -> dict[str, Node]:
    # The Rollouts controller adds the version to these labels.
    return {"name": name, "labels": SELECTOR}


def _destination(subset: str, otherwise: str) -> Node:
    """The Service, or a subset of it where subsets are split."""
    host = ".{namespace}.svc.cluster.local"
    whole: dict[str, Node] = {"host": text("{name}" + host), "subset": subset}
    return choose(SUBSETS, whole, {"host": text(otherwise + host)})


def _backend(suffix: str) -> dict[str, Node]:
    weight = 0 if suffix else 100
    return {"name": text("{name}" + suffix), "port": Ref("routing.port"), "weight": weight}


OBJECTS = (
    ObjectTree(
        id="ingress",
        scope="workload",
        file="routing.yaml",
        order=0,
        documentation="The public host, where no router splits traffic: an Ingress would go round its weights.",
        when=All((PUBLIC, Is("routing.router", "none"))),
        tree={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": metadata(Ref("name"), annotations=optional("exposure.annotations")),
            "spec": {
                "ingressClassName": optional("exposure.ingressClass"),
                "tls": when(
                    Has("exposure.tlsSecret"),
                    [{"hosts": [Ref("exposure.host")], "secretName": Ref("exposure.tlsSecret")}],
                ),
                "rules": [
                    {
                        "host": Ref("exposure.host"),
                        "http": {
                            "paths": [
                                {
                                    "path": Ref("exposure.path"),
                                    "pathType": "Prefix",
                                    "backend": {"service": {"name": Ref("name"), "port": {"name": "http"}}},
                                }
                            ]
                        },
                    }
                ],
            },
        },
    ),
    ObjectTree(
        id="virtualservice",
        scope="workload",
        file="routing.yaml",
        order=1,
        documentation="Splits traffic between stable and canary, for calls inside the mesh and from the gateway alike.",
        when=All((ISTIO, Any((CANARY, PUBLIC)))),
        tree={
            "apiVersion": "networking.istio.io/v1",
            "kind": "VirtualService",
            "metadata": metadata(Ref("name")),
            "spec": {
                "hosts": Ref("routing.hosts"),
                "gateways": Ref("routing.gateways"),
                "http": [
                    {
                        "name": "primary",
                        "match": optional("routing.match"),
                        "route": [
                            {"destination": _destination("stable", "{name}"), "weight": 100},
                            when(CANARY, {"destination": _destination("canary", "{name}-canary"), "weight": 0}),
                        ],
                    }
                ],
            },
        },
    ),
    ObjectTree(
        id="destinationrule",
        scope="workload",
        file="routing.yaml",
        order=2,
        documentation="Calls inside the mesh use mutual TLS; where subsets are split, tells the two versions apart.",
        when=Is("routing.mesh", "istio"),
        tree=_destination_rule("{name}", subsets=when(SUBSETS, [_subset("stable"), _subset("canary")])),
    ),
    ObjectTree(
        id="destinationrule-canary",
        scope="workload",
        file="routing.yaml",
        order=3,
        documentation="The same for the canary.",
        when=All((Is("routing.mesh", "istio"), CANARY)),
        tree=_destination_rule("{name}-canary"),
    ),
    ObjectTree(
        id="destinationrule-preview",
        scope="workload",
        file="routing.yaml",
        order=4,
        documentation="The same for the preview.",
        when=All((Is("routing.mesh", "istio"), BLUE_GREEN)),
        tree=_destination_rule("{name}-preview"),
    ),
    ObjectTree(
        id="httproute",
        scope="workload",
        file="routing.yaml",
        order=5,
        documentation="Splits traffic between stable and canary by the Gateway API.",
        when=Is("routing.router", "gatewayApi"),
        each=("route", "routing.routes"),
        tree={
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": metadata(Ref("$route.name")),
            "spec": {
                "parentRefs": [Ref("$route.parent")],
                "hostnames": optional("$route.hostnames"),
                "rules": [
                    {
                        "matches": [{"path": {"type": "PathPrefix", "value": Ref("$route.path")}}],
                        "backendRefs": [_backend(""), when(CANARY, _backend("-canary"))],
                    }
                ],
            },
        },
    ),
)
