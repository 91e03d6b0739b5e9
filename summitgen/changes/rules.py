"""What makes a change a risk: one predicate each, on one object before and after."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.changes.workloads import KINDS, Strategy, analyses, at, containers, images, strategy

if TYPE_CHECKING:
    from summitgen.changes.objects import Identity

PRODUCTION = "production"
_RELIED_ON = (
    "Service", "PersistentVolumeClaim", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Namespace",
    "ExternalSecret", "AuthorizationPolicy", "PeerAuthentication", "VirtualService", "HTTPRoute",
    "Ingress", "Gateway", "ServiceAccount",
)  # fmt: skip
_ROUTING = ("VirtualService", "DestinationRule", "HTTPRoute", "Ingress", "Gateway", "TrafficSplit")
_ACCESS = ("AuthorizationPolicy", "PeerAuthentication")
_SUFFIXES = {
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", 1)},
    "m": Decimal("0.001"),
}


class Delta(NamedTuple):
    """An object before and after, None where it is absent, and the tier of its environment."""

    identity: Identity
    before: Any
    after: Any
    tier: str


def removed_for_good(delta: Delta) -> bool:
    """Something that others rely on is gone; a hash in a name means that another has come in its place."""
    kind, _, name, _ = delta.identity
    return delta.after is None and kind in _RELIED_ON and not (kind == "ExternalSecret" and _hashed(name))


def workload_removed(delta: Delta) -> bool:
    """A Deployment or Rollout is gone."""
    return delta.after is None and delta.identity.kind in KINDS


def selector(delta: Delta) -> bool:
    """A selector differs: of pods, which is immutable, or of a Service."""
    return delta.identity.kind in (*KINDS, "Service") and _differs(delta, "spec", "selector")


def unjudged(delta: Delta) -> bool:
    """A Rollout of production had analyses and has none."""
    judged = analyses(delta.before) and not analyses(delta.after)
    return delta.tier == PRODUCTION and delta.after is not None and bool(judged)


def analysis(delta: Delta) -> bool:
    """An analysis (a new one judges nothing by itself) or a Rollout's choice of analyses differs."""
    if delta.identity.kind == "AnalysisTemplate":
        return delta.before is not None
    return _both(delta) and analyses(delta.before) != analyses(delta.after)


def steps(delta: Delta) -> bool:
    """A canary's steps differ."""
    before, after = _canary(delta.before), _canary(delta.after)
    return before is not None and after is not None and before.steps != after.steps


def ports(delta: Delta) -> bool:
    """A Service's ports differ."""
    return delta.identity.kind == "Service" and _differs(delta, "spec", "ports")


def fewer(delta: Delta) -> bool:
    """Replicas, or the bounds between which they are scaled, are less."""
    keys = ("replicas",) if delta.identity.kind in KINDS else ("minReplicas", "maxReplicas")
    pairs = ((at(delta.before, "spec", key), at(delta.after, "spec", key)) for key in keys)
    return any(isinstance(old, int) and isinstance(new, int) and new < old for old, new in pairs)


def disruption(delta: Delta) -> bool:
    """A PodDisruptionBudget differs."""
    return delta.identity.kind == "PodDisruptionBudget" and _differs(delta, "spec")


def wider(delta: Delta) -> bool:
    """A NetworkPolicy names a peer or port that it didn't, or fewer directions; or who may call whom differs."""
    if delta.identity.kind in _ACCESS:
        return _differs(delta, "spec")
    if delta.identity.kind != "NetworkPolicy" or not _both(delta):
        return False
    opened = any(
        rule not in (at(delta.before, "spec", way) or ())
        for way in ("ingress", "egress")
        for rule in at(delta.after, "spec", way) or ()
    )
    directions = (set(at(one, "spec", "policyTypes") or ()) for one in (delta.before, delta.after))
    before, after = directions
    return opened or bool(before - after) or _differs(delta, "spec", "podSelector")


def secrets(delta: Delta) -> bool:
    """What is read from secrets, or which secrets, differs."""
    if delta.identity.kind == "ExternalSecret":
        return delta.before is None or _differs(delta, "spec")
    return _both(delta) and _secrets(delta.before) != _secrets(delta.after)


def lower(delta: Delta) -> bool:
    """A request or limit of a container is less."""
    before, after = containers(delta.before), containers(delta.after)
    return any(
        _less(at(before[name], "resources", of, what), at(after[name], "resources", of, what))
        for name in before.keys() & after.keys()
        for of in ("requests", "limits")
        for what in ("cpu", "memory")
    )


def probes(delta: Delta) -> bool:
    """A probe of a container differs."""
    before, after = containers(delta.before), containers(delta.after)
    every = ((before[name], after[name]) for name in before.keys() & after.keys())
    keys = ("startupProbe", "livenessProbe", "readinessProbe")
    return any(old.get(key) != new.get(key) for old, new in every for key in keys)


def routing(delta: Delta) -> bool:
    """What routes requests differs."""
    return delta.identity.kind in _ROUTING and _differs(delta, "spec")


def image(delta: Delta) -> bool:
    """An image differs."""
    return _both(delta) and images(delta.before) != images(delta.after)


def quantity(value: object) -> Decimal | None:
    """A quantity of Kubernetes as a number; None for what is none."""
    text = str(value)
    suffix = next((one for one in _SUFFIXES if text.endswith(one)), "")
    try:
        return Decimal(text.removesuffix(suffix)) * _SUFFIXES.get(suffix, Decimal(1))
    except InvalidOperation:
        return None


def _less(before: object, after: object) -> bool:
    old, new = quantity(before), quantity(after)
    return old is not None and new is not None and new < old


def _both(delta: Delta) -> bool:
    return delta.before is not None and delta.after is not None


def _differs(delta: Delta, *path: str) -> bool:
    return _both(delta) and at(delta.before, *path) != at(delta.after, *path)


def _canary(manifest: Any) -> Strategy | None:
    found = strategy(manifest)
    return found if found is not None and found.name == "canary" else None


def _hashed(name: str) -> bool:
    end = name.rpartition("-")[2]
    return len(end) == 10 and not set(end) - set("0123456789abcdef")


def _secrets(value: Any) -> list[Any]:
    if isinstance(value, dict):
        own = [value[key] for key in ("secretRef", "secretKeyRef", "secretName") if key in value]
        return own + [one for inner in value.values() for one in _secrets(inner)]
    return [one for inner in value for one in _secrets(inner)] if isinstance(value, list) else []
