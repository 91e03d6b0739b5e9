"""An environment's objects, found by kind and name, and its pods, found by selector."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from summitgen.checks._access import mapping, text
from summitgen.checks._pods import Pod, pods_of
from summitgen.checks._references.problem import Problem, Spot
from summitgen.checks._references.selectors import Labels, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.checks.rendered import RenderedObject


LONGEST_LIST = 8


class Kind(NamedTuple):
    """A kind of object, whatever its version."""

    group: str
    name: str


class Index:
    """The objects of one environment."""

    def __init__(self, objects: list[RenderedObject]) -> None:
        self.objects = objects
        self._by_kind: dict[Kind, list[RenderedObject]] = {}
        self._by_name: dict[tuple[Kind, str, str], RenderedObject] = {}
        for each in objects:
            kind = Kind(each.group, each.kind)
            self._by_kind.setdefault(kind, []).append(each)
            self._by_name[kind, each.namespace, each.name] = each
        self.pods = [pod for each in objects for pod in pods_of(each)]
        self._pods_by_label: dict[tuple[str, str, str], list[Pod]] = {}
        for pod in self.pods:
            for key, value in pod.labels.items():
                self._pods_by_label.setdefault((pod.owner.namespace, key, str(value)), []).append(pod)
        self._namespaces = {each.namespace for each in objects} | {each.name for each in self.of(NAMESPACE)}

    def of(self, kind: Kind) -> list[RenderedObject]:
        """All objects of a kind."""
        return self._by_kind.get(kind, [])

    def get(self, kind: Kind, namespace: str, name: str) -> RenderedObject | None:
        """The object of that kind and name; ``namespace`` is "" for kinds without namespaces."""
        return self._by_name.get((kind, namespace, name))

    def is_own(self, namespace: str) -> bool:
        """Whether objects of this environment live in the namespace; what lives in others can't be seen."""
        return namespace in self._namespaces

    def names(self, kind: Kind, namespace: str, wanted: str) -> str:
        """The names of the kind's objects in a namespace as a message lists them, closest to the wanted one."""
        return shown_names([each.name for each in self.of(kind) if each.namespace == namespace], wanted)

    def selected(self, namespace: str, selector: Labels) -> list[Pod]:
        """The pod templates of a namespace that a selector matches."""
        first = next(iter(mapping(selector, "matchLabels").items()), None)
        pods = self.pods if first is None else self._pods_by_label.get((namespace, first[0], str(first[1])), [])
        return [pod for pod in pods if pod.owner.namespace == namespace and matches(selector, pod.labels)]

    def missing(self, spot: Spot, kind: Kind, name: str, namespace: str | None = None) -> Iterator[Problem]:
        """A problem where there is no object of that kind and name in the owner's (or the given) namespace."""
        where = spot.owner.namespace if namespace is None else namespace
        if self.is_own(where) and self.get(kind, where, name) is None:
            message = f"there is no {kind.name} {name}{in_namespace(where)}; allowed: {self.names(kind, where, name)}"
            yield Problem(spot.owner, spot.path, message, spot.remedy)

    def named(self, spot: Spot, kind: Kind) -> Iterator[Problem]:
        """As ``missing``, for the name that stands at the spot, where one does."""
        name = text(spot.owner.data, *spot.path)
        if name is not None:
            yield from self.missing(spot, kind, name)


def shown_names(names: Iterable[str], wanted: str) -> str:
    """The names, sorted; of many, those that are closest to the wanted one."""
    found = sorted(set(names))
    if len(found) <= LONGEST_LIST:
        return ", ".join(found) or "none is made"
    close = get_close_matches(wanted, found, LONGEST_LIST, 0)
    return f"{', '.join(sorted(close))} or another of the {len(found)}"


def in_namespace(namespace: str) -> str:
    """`` in namespace x``, or nothing for the one that isn't named."""
    return f" in namespace {namespace}" if namespace else ""


NAMESPACE = Kind("", "Namespace")
CONFIG_MAP = Kind("", "ConfigMap")
SECRET = Kind("", "Secret")
SERVICE = Kind("", "Service")
SERVICE_ACCOUNT = Kind("", "ServiceAccount")
DEPLOYMENT = Kind("apps", "Deployment")
ROLLOUT = Kind("argoproj.io", "Rollout")
ANALYSIS_TEMPLATE = Kind("argoproj.io", "AnalysisTemplate")
CLUSTER_ANALYSIS_TEMPLATE = Kind("argoproj.io", "ClusterAnalysisTemplate")
EXTERNAL_SECRET = Kind("external-secrets.io", "ExternalSecret")
VIRTUAL_SERVICE = Kind("networking.istio.io", "VirtualService")
DESTINATION_RULE = Kind("networking.istio.io", "DestinationRule")
SERVICE_ENTRY = Kind("networking.istio.io", "ServiceEntry")
ISTIO_GATEWAY = Kind("networking.istio.io", "Gateway")
GATEWAY = Kind("gateway.networking.k8s.io", "Gateway")
HTTP_ROUTE = Kind("gateway.networking.k8s.io", "HTTPRoute")
GRPC_ROUTE = Kind("gateway.networking.k8s.io", "GRPCRoute")
