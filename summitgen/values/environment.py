"""The values tree of what belongs to an environment's namespace and not to a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.model.environment import Environment
    from summitgen.values.shape import EnvironmentValuesShape, GatewayValues

POD_SECURITY = "restricted"


def environment_values(project: str, name: str, environment: Environment) -> EnvironmentValuesShape:
    """Namespace, mesh defaults and gateway of an environment."""
    mesh = environment.cluster.mesh
    pod_security = {f"pod-security.kubernetes.io/{mode}": POD_SECURITY for mode in ("enforce", "audit", "warn")}
    return {
        "name": f"{name}-environment",
        "environment": name,
        "namespace": environment.namespace,
        "project": project,
        "mesh": mesh,
        "namespaceLabels": {
            "app.kubernetes.io/part-of": project,
            "summitgen.dev/environment": name,
            **pod_security,
            **({"istio-injection": "enabled"} if mesh == "istio" else {}),
        },
        "namespaceAnnotations": {"linkerd.io/inject": "enabled"} if mesh == "linkerd" else {},
        "gateway": _gateway(environment),
    }


def public_hosts(environment: Environment) -> tuple[str, ...]:
    """The hosts of all public workloads, sorted, each once."""
    return tuple(sorted({w.exposure.host for w in environment.workloads.values() if w.exposure is not None}))


def _gateway(environment: Environment) -> GatewayValues:
    cluster, hosts = environment.cluster, list(public_hosts(environment))
    kind = cluster.traffic_router if hosts else "none"
    return {
        "name": cluster.gateway.name,
        "kind": kind,
        "className": cluster.gateway.class_name,
        "servers": _servers(hosts, cluster.gateway.tls_secret) if kind == "istio" else [],
        "selector": dict(cluster.gateway.selector) if kind == "istio" else {},
        "listeners": _listeners(hosts, cluster.gateway.tls_secret) if kind == "gatewayApi" else [],
    }


def _servers(hosts: list[str], tls_secret: str | None) -> list[dict[str, Any]]:
    if tls_secret is None:
        return [{"port": {"number": 80, "name": "http", "protocol": "HTTP"}, "hosts": hosts}]
    redirect = {
        "port": {"number": 80, "name": "http", "protocol": "HTTP"},
        "hosts": hosts,
        "tls": {"httpsRedirect": True},
    }
    tls = {"mode": "SIMPLE", "credentialName": tls_secret}
    return [redirect, {"port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": hosts, "tls": tls}]


def _listeners(hosts: list[str], tls_secret: str | None) -> list[dict[str, Any]]:
    same = {"allowedRoutes": {"namespaces": {"from": "Same"}}}
    if tls_secret is None:
        return [
            {"name": f"http-{i}", "port": 80, "protocol": "HTTP", "hostname": h, **same} for i, h in enumerate(hosts)
        ]
    tls = {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": tls_secret}]}
    return [
        {"name": f"https-{i}", "port": 443, "protocol": "HTTPS", "hostname": h, "tls": tls, **same}
        for i, h in enumerate(hosts)
    ]
