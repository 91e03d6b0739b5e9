"""Mesh, traffic router and the public host in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.values.context import Context
    from summitgen.values.shape import ExposureValues, RouteValues, RoutingValues


def exposure(context: Context) -> ExposureValues:
    """The public host, or null."""
    spec = context.workload.exposure
    if spec is None:
        return {"host": None, "path": "/", "ingressClass": None, "tlsSecret": None, "annotations": {}}
    return {
        "host": spec.host,
        "path": spec.path,
        "ingressClass": spec.ingress_class,
        "tlsSecret": spec.tls_secret,
        "annotations": dict(spec.annotations),
    }


def routing(context: Context) -> RoutingValues:
    """Which hosts and gateways a route serves: calls inside the mesh always, the public host where there is one.

    A VirtualService without the mesh's own gateway is never met by calls between workloads (summit.md, group 8).
    """
    spec = context.workload.exposure
    gateway = context.environment.cluster.gateway.name
    public = [] if spec is None else [spec.host]
    return {
        "mesh": context.environment.cluster.mesh,
        "router": context.environment.cluster.traffic_router,
        "port": context.workload.port,
        "hosts": [context.host(), *public] if context.router == "istio" else [],
        "gateways": ["mesh", *([gateway] if public else [])] if context.router == "istio" else [],
        "match": _match(context) if context.router == "istio" else [],
        "routes": _routes(context) if context.router == "gatewayApi" else [],
    }


def _match(context: Context) -> list[dict[str, Any]]:
    spec = context.workload.exposure
    if spec is None:
        return []
    # The public path bounds what comes from the gateway, never the calls between workloads.
    gateway = context.environment.cluster.gateway.name
    return [{"gateways": ["mesh"]}, {"gateways": [gateway], "uri": {"prefix": spec.path}}]


def _routes(context: Context) -> list[RouteValues]:
    routes: list[RouteValues] = []
    spec = context.workload.exposure
    if spec is not None:
        gateway = context.environment.cluster.gateway.name
        parent = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": gateway}
        routes.append({"name": context.name, "parent": parent, "hostnames": [spec.host], "path": spec.path})
    if context.mesh != "none":
        # A Service as parent makes the route serve calls inside the mesh (Gateway API, GAMMA); the public host and
        # path must not bound those.
        service = {"group": "", "kind": "Service", "name": context.name, "port": context.workload.port}
        routes.append({"name": f"{context.name}-mesh", "parent": service, "hostnames": [], "path": "/"})
    return routes
