"""Which fields of a spec reach a Dockerfile, a script or the guide: found by changing every text of a full spec."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from summitgen.targets import docker
from tests.targets.texts.stage import compilation, environment, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.resolved import ResolvedEnvironment

Path = tuple[str | int, ...]
DIGEST = f"sha256:{'a' * 64}"
MARK = "Qx7q"
"""What stands for a value in a harmless spec; nothing else has it."""


def _pin(language: str, version: str, use: str) -> dict[str, str]:
    name = f"example.com/{language}-{use}"
    return {"language": language, "version": version, "use": use, "name": name, "tag": "v1", "digest": DIGEST} | {
        "reason": "r"
    }


def _series(name: str) -> dict[str, Any]:
    return {"metric": name, "labels": {"l": "v"}}


IMAGE = {"repository": "example.com/o/image", "tag": "1", "digest": DIGEST, "pullSecrets": ["p"]}
COMPARED: list[dict[str, Any]] = [
    {"name": "m-compared", "type": "comparison", "threshold": "20%", "count": 3},
    {"name": "m-exporter", "type": "database", "source": "exporter", "metric": "up", "labels": {"l": "v"}, "count": 3},
]
METRICS: list[dict[str, Any]] = [
    {"name": "m-health", "type": "health", "path": "/h", "jsonPath": "{$.s}", "expected": "ok", "count": 3},
    {"name": "m-error", "type": "errorRate", "threshold": "2%", "count": 3},
    {"name": "m-latency", "type": "latency", "threshold": "500ms", "count": 3},
    {"name": "m-success", "type": "successRate", "threshold": "98%", "count": 3},
    {"name": "m-usage", "type": "resourceUsage", "resource": "cpu", "threshold": "80%", "count": 3},
    {"name": "m-restarts", "type": "restarts", "threshold": 2, "window": "5m", "count": 3},
    {"name": "m-ready", "type": "database", "source": "readiness", "count": 3},
    {"name": "m-business", "type": "business", "numerator": _series("a"), "denominator": _series("b"), "count": 3},
    {"name": "m-query", "type": "promql", "query": "up", "threshold": 1, "direction": "below", "count": 3},
    {
        "name": "m-smoke",
        "type": "smokeTest",
        "image": "example.com/smoke",
        "tag": "1",
        "digest": DIGEST,
        "command": ["run"],
    },
]


TOLD = {"trigger": "on-abort", "service": "slack", "recipients": ["channel"]}
MATCHES = ("exact", "prefix", "regex")


def _built(build: dict[str, Any]) -> dict[str, Any]:
    """What is built in one of the ways that there are."""
    common = {
        "entry": "dist/e.js",
        "directory": "apps/d",
        "sources": ["libs"],
        "command": ["make", "all"],
        "arguments": [{"name": "ARGUMENT", "value": "v"}],
        "secrets": [{"name": "SECRET"}, {"name": "FILE", "file": "/run/file", "install": True}],
        "files": [{"source": "data", "path": "/data/d"}],
        "writablePaths": ["/var/w"],
        "labels": {"label": "v"},
        "startArguments": ["start"],
        "health": {"path": "/health"},
        "systemPackages": {"build": ["gcc"], "runtime": ["libpq5=1"]},
        "debug": True,
    }
    return {"image": IMAGE, "port": 80, "build": {**common, **build}}


def _workload(build: dict[str, Any]) -> dict[str, Any]:
    return {
        **_built(build),
        "image": {"repository": "example.com/o/image", "tag": "1"},
        "port": 80,
        "ports": [{"name": "metrics", "port": 9090}],
        "deploymentStrategy": "blueGreen",
        "strategies": {"blueGreen": {"prePromotion": "before", "postPromotion": "after"}},
        "analyses": [{"name": "before", "metrics": METRICS}, {"name": "after", "metrics": METRICS[:2]}],
        "exposure": {
            "host": "a.example.com",
            "path": "/p",
            "ingressClass": "i",
            "tlsSecret": "t",
            "annotations": {"a": "v"},
        },
        "env": [{"name": "E", "value": "v"}],
        "secrets": [{"name": "S", "key": "k", "property": "p", "version": "1"}],
        "command": ["c"],
        "arguments": ["a"],
        "labels": {"l": "v"},
        "annotations": {"a": "v"},
        "configFiles": [{"name": "f", "content": "c"}],
        "configDirectory": "/etc/c",
        "dataStores": ["db", "near"],
        "volumes": [{"name": "v", "mountPath": "/v", "claim": "c"}],
        "topology": {"nodeSelector": {"n": "v"}, "tolerations": [{"key": "k", "value": "v"}]},
        "probes": {"liveness": {"path": "/l", "port": "metrics"}},
        "network": {
            "ingress": [{"workload": "web", "ports": ["metrics"]}, {"namespace": "other"}],
            "egress": [{"workload": "x"}, {"namespace": "o", "ports": [1]}, {"cidr": "10.0.0.0/8", "ports": [1]}],
        },
        "serviceAccount": {
            "annotations": {"a": "v"},
            "rules": [{"apiGroups": [""], "resources": ["pods"], "resourceNames": ["r"], "verbs": ["get"]}],
        },
        "resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
        "monitoring": {
            "port": "metrics",
            "path": "/metrics",
            "requests": {"metric": "reqs", "labels": {"l": "v"}, "statusLabel": "code", "errors": "5.."},
            "durations": {"metric": "durs", "labels": {"l": "v"}, "unit": "seconds", "buckets": ["500ms", "1s"]},
        },
    }


def _canary() -> dict[str, Any]:
    step: list[dict[str, Any]] = [
        {"setWeight": 50},
        {"pause": "5m"},
        {"analysis": "before"},
        {"setHeaderRoute": {"name": "hr", "match": [{"header": "X-A", one: "v"} for one in MATCHES]}},
        {"setMirrorRoute": {"name": "mr", "match": [{"path": "/m"}]}},
        {"experiment": {"analyses": ["before"]}},
    ]
    return {
        "image": IMAGE,
        "port": 80,
        "deploymentStrategy": "canary",
        "strategies": {"canary": {"steps": step, "background": "after"}, "notifications": [TOLD]},
        "analyses": [{"name": "before", "metrics": COMPARED}, {"name": "after", "metrics": METRICS[1:2]}],
    }


NODE: dict[str, Any] = {"language": "node", "version": "22", "packageManager": "pnpm", "packageManagerVersion": "9.1"}
NODE |= {"package": "pk", "workspace": "apps", "turbo": "2.5", "installScripts": ["esbuild"], "trim": True}
NPM = {
    "language": "node",
    "version": "22",
    "packageManager": "npm",
    "health": {"command": ["probe", "it"]},
    "command": [],
}
STATIC: dict[str, Any] = {
    "language": "static",
    "version": "2",
    "packageManager": "npm",
    "nodeVersion": "22",
    "fallback": "f.html",
}
YARN: dict[str, Any] = {
    "language": "node",
    "version": "22",
    "packageManager": "yarn",
    "systemPackages": {},
    "workspace": ".",
}
UV = {"language": "python", "version": "3.13", "packageManager": "uv", "packageManagerVersion": "0.8"}
PIP = {"language": "python", "version": "3.13", "packageManager": "pip", "packageManagerVersion": "25.1"}
BASES = (("node", "22"), ("python", "3.13"), ("static", "2"))
USES = ("build", "runtime", "debug")
FULL: dict[str, Any] = {
    "tier": "production",
    "namespace": "ns",
    "branches": ["main"],
    "cluster": {
        "name": "cl",
        "region": "re",
        "provider": "eks",
        "mesh": "istio",
        "trafficRouter": "istio",
        "rolloutsNamespace": "argo",
        "prometheus": {"address": "http://pr.mon:9090", "namespace": "mon", "labels": {"l": "v"}},
        "rolloutsNotifications": {"triggers": ["on-abort"], "services": ["slack"]},
        "secretStore": {"name": "st"},
        "gateway": {"name": "g", "namespace": "gn", "className": "gc", "selector": {"s": "v"}, "tlsSecret": "tls"},
    },
    "dataStores": {
        "db": {"type": "postgresql", "host": "h.example.com", "port": 5432, "cidr": "10.0.0.0/8"},
        "near": {"type": "redis", "host": "n.example.com", "port": 6379, "namespace": "dn"},
    },
    "pipeline": {
        "registry": "example.com/o",
        "platforms": ["linux/amd64"],
        "actionPins": [{"name": "a/b", "version": "v1.0.0", "commit": "a" * 40}],
        "notifications": {"slackChannel": "ch"},
        "baseImages": [_pin(*one, use) for one in BASES for use in USES],
    },
    "workloads": {
        "w": _workload(NODE),
        "canary": _canary(),
        "web": _built({**UV, "command": []}),
        "x": _built({**PIP, "entry": None, "module": "m"}),
        "y": _built(NPM),
        "z": _built(YARN),
        "static": _built({**STATIC, "startArguments": [], "health": None}),
    },
}
"""A spec with every text that could reach one of these artifacts; a test compares it with the model."""


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of plain data with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from strings(inner, (*path, index))
    elif isinstance(value, str):
        yield path, value


def with_text(path: Path, text: str) -> dict[str, Any]:
    """The full spec with another text at a path."""
    data = deepcopy(FULL)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text
    return data


def artifacts(found: ResolvedEnvironment) -> dict[str, str]:
    """The text artifacts of one environment, by path below out/."""
    planned = docker.TARGET.plan(compilation([found]))
    return {**texts([found]), **{one.path.removeprefix("out/"): one.render() for one in planned}}


def made(path: Path, text: str) -> dict[str, str]:
    """The text artifacts with another text at a path; raises pydantic's ValidationError."""
    return artifacts(environment(with_text(path, text)))
