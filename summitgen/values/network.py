"""The NetworkPolicy's rules: who may talk to whom, and nothing else.

DNS, the mesh's control plane, Prometheus, the gateway and the Rollouts controller are admitted where the spec says
that they are there; summit.md group 24 and rule 38 tell what breaks without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.values.labels import selector_labels

if TYPE_CHECKING:
    from summitgen.model.access import Egress, Peer
    from summitgen.values.context import Context
    from summitgen.values.shape import NetworkPolicyValues

NODE_LOCAL_DNS = "169.254.20.10/32"
SMOKE_TEST_LABEL = "summitgen.dev/smoke-test"
# istiod serves configuration and certificates on 15012; Envoy's and the merged metrics are on 15090 and 15020.
ISTIOD_PORT = 15012
ISTIO_METRICS_PORTS = (15020, 15090)
# Linkerd's proxies: identity 8080, destination 8086, policy 8090; inbound 4143, metrics 4191.
LINKERD_CONTROL_PORTS = (8080, 8086, 8090)
LINKERD_INBOUND_PORT = 4143
LINKERD_METRICS_PORT = 4191


def network_policy(context: Context, *, smoke_tests: bool) -> NetworkPolicyValues:
    """The rules of the workload's policy, and of the one for its smoke-test Jobs where it has any."""
    return {
        "ingress": _ingress(context, smoke_tests=smoke_tests),
        "egress": [_dns(), *_mesh_egress(context), *_store_egress(context), *_spec_egress(context)],
        "smokeTestEgress": [_dns(), *_mesh_egress(context), _to_itself(context)] if smoke_tests else [],
    }


def _namespace(name: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _pods(labels: dict[str, str]) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": labels}}


def _ports(*numbers: int, protocol: str = "TCP") -> list[dict[str, Any]]:
    return [{"protocol": protocol, "port": number} for number in dict.fromkeys(numbers)]


def _ingress(context: Context, *, smoke_tests: bool) -> list[dict[str, Any]]:
    workload, cluster = context.workload, context.environment.cluster
    main = _inbound(context, workload.port)
    rules = [_peer(context, peer) for peer in workload.network.ingress]
    if workload.exposure is not None and _public_source(context) is not None:
        rules.append({"from": [_namespace(cluster.gateway.namespace)], "ports": main})
    elif workload.exposure is not None:
        # Without a gateway of the environment's own the Ingress controller's namespace is not known.
        rules.append({"from": [{"namespaceSelector": {}}], "ports": main})
    if {"canary", "blueGreen"} & set(context.allowed_strategies):
        rules.append({"from": [_namespace(cluster.rollouts_namespace)], "ports": main})
    if smoke_tests:
        rules.append({"from": [_pods({SMOKE_TEST_LABEL: context.name})], "ports": main})
    scraped = _scraped_ports(context)
    if cluster.prometheus is not None and scraped:
        rules.append({"from": [_namespace(cluster.prometheus.namespace)], "ports": _ports(*scraped)})
    return rules


def _public_source(context: Context) -> str | None:
    return None if context.router == "none" else context.environment.cluster.gateway.namespace


def _inbound(context: Context, *numbers: int) -> list[dict[str, Any]]:
    return _ports(*numbers, *((LINKERD_INBOUND_PORT,) if context.mesh == "linkerd" else ()))


def _scraped_ports(context: Context) -> tuple[int, ...]:
    monitoring = context.workload.monitoring
    own = () if monitoring is None else (context.workload.port_numbers.get(monitoring.port, context.workload.port),)
    mesh = {"istio": ISTIO_METRICS_PORTS, "linkerd": (LINKERD_METRICS_PORT,)}.get(context.mesh, ())
    return own + mesh


def _peer(context: Context, peer: Peer) -> dict[str, Any]:
    source = _namespace(peer.namespace) if peer.namespace else _pods(selector_labels(peer.workload or ""))
    numbers = [context.workload.port_numbers[name] for name in peer.ports if name in context.workload.port_numbers]
    return {"from": [source], "ports": _inbound(context, *numbers)}


def _dns() -> dict[str, Any]:
    # NodeLocal DNSCache answers on the host's network, where no selector reaches it.
    return {
        "to": [_namespace("kube-system"), {"ipBlock": {"cidr": NODE_LOCAL_DNS}}],
        "ports": _ports(53, protocol="UDP") + _ports(53),
    }


def _mesh_egress(context: Context) -> list[dict[str, Any]]:
    if context.mesh == "istio":
        return [{"to": [_namespace("istio-system")], "ports": _ports(ISTIOD_PORT)}]
    if context.mesh == "linkerd":
        return [{"to": [_namespace("linkerd")], "ports": _ports(*LINKERD_CONTROL_PORTS)}]
    return []


def _store_egress(context: Context) -> list[dict[str, Any]]:
    stores = context.environment.data_stores
    used = [stores[name] for name in context.workload.data_stores if name in stores]
    return [
        {
            "to": [_namespace(store.namespace) if store.namespace else {"ipBlock": {"cidr": store.cidr}}],
            "ports": _inbound(context, store.port) if store.namespace else _ports(store.port),
        }
        for store in used
    ]


def _spec_egress(context: Context) -> list[dict[str, Any]]:
    return [_egress(context, egress) for egress in context.workload.network.egress]


def _egress(context: Context, egress: Egress) -> dict[str, Any]:
    if egress.cidr is not None:
        return {"to": [{"ipBlock": {"cidr": egress.cidr}}], "ports": _ports(*egress.ports)}
    if egress.namespace is not None:
        return {"to": [_namespace(egress.namespace)], "ports": _inbound(context, *egress.ports)}
    name = egress.workload or ""
    target = context.environment.workloads.get(name)
    numbers = egress.ports or ((target.port,) if target else ())
    return {"to": [_pods(selector_labels(name))], "ports": _inbound(context, *numbers)}


def _to_itself(context: Context) -> dict[str, Any]:
    return {"to": [_pods(dict(context.selector))], "ports": _inbound(context, context.workload.port)}
