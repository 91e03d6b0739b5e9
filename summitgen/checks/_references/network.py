"""What admits or observes traffic of pods: NetworkPolicy, monitors, Istio's and Linkerd's policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings, text
from summitgen.checks._references.index import NAMESPACE, SERVICE, SERVICE_ACCOUNT, Index, Kind
from summitgen.checks._references.problem import Problem, Spot
from summitgen.checks._references.selecting import has_ports, selects_pods
from summitgen.checks._references.selectors import is_empty, matches, shown
from summitgen.checks._references.services import service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_MONITORING = "look at the workload's monitoring.port in the spec"
_POLICY = Kind("networking.k8s.io", "NetworkPolicy")
_POD_MONITOR = Kind("monitoring.coreos.com", "PodMonitor")
_SERVICE_MONITOR = Kind("monitoring.coreos.com", "ServiceMonitor")
_PEER_AUTHENTICATION = Kind("security.istio.io", "PeerAuthentication")
_ISTIO_POLICY = Kind("security.istio.io", "AuthorizationPolicy")
_LINKERD = "policy.linkerd.io"
_LINKERD_SERVER = Kind(_LINKERD, "Server")
_LINKERD_POLICY = Kind(_LINKERD, "AuthorizationPolicy")


def network_policies(index: Index) -> Iterator[Problem]:
    """NetworkPolicies that apply to no pod, or admit peers of their namespace that aren't there."""
    for each in index.of(_POLICY):
        path = ("spec", "podSelector")
        yield from selects_pods(index, each, path)
        pods = index.selected(each.namespace, mapping(each.data, *path))
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            for rule, _ in mappings(each.data, "spec", direction):
                own = [*_own_peers(each, (*rule, peers))]
                for place in own:
                    yield from selects_pods(index, each, place)
                if direction == "ingress":
                    for port, declared in mappings(each.data, *rule, "ports"):
                        # Sidecars have ports of their own; only a name has to be the pod's.
                        name = declared.get("port")
                        yield from has_ports(pods, each, (*port, "port"), name if isinstance(name, str) else None)


def _own_peers(each: RenderedObject, path: Path) -> Iterator[Path]:
    for place, peer in mappings(each.data, *path):
        if "podSelector" in peer and "namespaceSelector" not in peer:
            yield (*place, "podSelector")


def monitors(index: Index) -> Iterator[Problem]:
    """PodMonitors and ServiceMonitors that scrape nothing."""
    for each in index.of(_POD_MONITOR):
        path = ("spec", "selector")
        yield from selects_pods(index, each, path)
        pods = index.selected(each.namespace, mapping(each.data, *path))
        for place, endpoint in mappings(each.data, "spec", "podMetricsEndpoints"):
            key = next((key for key in ("port", "portNumber", "targetPort") if key in endpoint), "port")
            yield from has_ports(pods, each, (*place, key), endpoint.get(key))
    for each in index.of(_SERVICE_MONITOR):
        yield from _service_monitor(index, each)


def _service_monitor(index: Index, each: RenderedObject) -> Iterator[Problem]:
    path = ("spec", "selector")
    selector = mapping(each.data, *path)
    services = [service for service in index.of(SERVICE) if _is_selected(each, selector, service)]
    if not services and not is_empty(selector):
        message = f"{shown(selector)} matches no Service; allowed: labels of a Service"
        yield Problem(each, path, message, _BUG)
    for place, endpoint in mappings(each.data, "spec", "endpoints"):
        port, known = text(endpoint, "port"), [name for service in services for name in service_ports(service)]
        if services and port is not None and port not in known:
            allowed = ", ".join(dict.fromkeys(map(str, known)))
            message = f"the Services have no port {port}; allowed: {allowed or 'none'}"
            yield Problem(each, (*place, "port"), message, _MONITORING)


def _is_selected(each: RenderedObject, selector: dict[str, Any], service: RenderedObject) -> bool:
    return service.namespace == each.namespace and matches(selector, mapping(service.data, "metadata", "labels"))


def istio_policies(index: Index) -> Iterator[Problem]:
    """Istio's PeerAuthentications and AuthorizationPolicies that apply to no pod, or to a port that isn't there."""
    for each in (*index.of(_PEER_AUTHENTICATION), *index.of(_ISTIO_POLICY)):
        path = ("spec", "selector")
        yield from selects_pods(index, each, path)
        pods = index.selected(each.namespace, mapping(each.data, *path))
        for port in mapping(each.data, "spec", "portLevelMtls"):
            number = int(port) if str(port).isdecimal() else port
            yield from has_ports(pods, each, ("spec", "portLevelMtls", port), number)


def linkerd_policies(index: Index) -> Iterator[Problem]:
    """Linkerd's Servers that apply to no pod or port, and AuthorizationPolicies whose parts aren't there."""
    for each in index.of(_LINKERD_SERVER):
        selector = ("spec", "podSelector")
        yield from selects_pods(index, each, selector)
        pods = index.selected(each.namespace, mapping(each.data, *selector))
        yield from has_ports(pods, each, ("spec", "port"), mapping(each.data, "spec").get("port"))
    for each in index.of(_LINKERD_POLICY):
        yield from _linkerd_reference(index, each, ("spec", "targetRef"))
        for path, _ in mappings(each.data, "spec", "requiredAuthenticationRefs"):
            yield from _linkerd_reference(index, each, path)


def _linkerd_reference(index: Index, each: RenderedObject, path: Path) -> Iterator[Problem]:
    reference = mapping(each.data, *path)
    kind = Kind(text(reference, "group") or "", text(reference, "kind") or "")
    if kind in {Kind("", "Namespace"), Kind("core", "Namespace")}:
        yield from index.missing(Spot(each, (*path, "name"), _BUG), NAMESPACE, text(reference, "name") or "", "")
    elif name := text(reference, "name"):
        kind = SERVICE_ACCOUNT if kind.name == "ServiceAccount" else kind
        namespace = text(reference, "namespace") or each.namespace
        yield from index.missing(Spot(each, (*path, "name"), _BUG), kind, name, namespace)
