"""The Services: the stable or active one is always named for the workload."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import Each, Has, Is, Node, ObjectTree, Ref, text, when

SERVICE_SPEC: dict[str, Node] = {
    "type": "ClusterIP",
    "selector": SELECTOR,
    "ports": [
        Each(
            "port",
            "servicePorts",
            {
                "name": Ref("$port.name"),
                "port": Ref("$port.port"),
                "targetPort": Ref("$port.name"),
                "protocol": Ref("$port.protocol"),
                "appProtocol": when(Has("$port.appProtocol"), Ref("$port.appProtocol")),
            },
        )
    ],
}


def _service(name: Node) -> dict[str, Node]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata(name), "spec": SERVICE_SPEC}


OBJECTS = (
    ObjectTree(
        id="service",
        scope="workload",
        file="services.yaml",
        order=0,
        documentation="Leads to the pods in service: to all of them, or to the stable or active version.",
        tree=_service(Ref("name")),
    ),
    ObjectTree(
        id="service-canary",
        scope="workload",
        file="services.yaml",
        order=1,
        documentation="Leads to the canary alone; the Rollouts controller adds the version to its selector.",
        when=Is("deploymentStrategy", "canary"),
        tree=_service(text("{name}-canary")),
    ),
    ObjectTree(
        id="service-preview",
        scope="workload",
        file="services.yaml",
        order=2,
        documentation="Leads to the new version before its promotion; never public.",
        when=Is("deploymentStrategy", "blueGreen"),
        tree=_service(text("{name}-preview")),
    ),
)
