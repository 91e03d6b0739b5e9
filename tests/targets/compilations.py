"""A small project, compiled to values trees without specs."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitgen.artifacts import Project
from summitgen.targets import discover
from summitgen.values.compilation import Compilation, EnvironmentValues, WorkloadValues
from summitgen.values.defaults import default_environment_values, default_workload_values

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKLOAD = default_workload_values("shop")
ENVIRONMENT = default_environment_values("shop")
STRATEGIES = ["standard", "blueGreen", "canary"]


def changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values with some replaced, by dotted path."""
    result = deepcopy(dict(values))
    for path, value in changes.items():
        *parents, last = path.split(".")
        part = result
        for key in parents:
            part = part[key]
        part[last] = value
    return result


API = changed(
    WORKLOAD,
    {
        "name": "api",
        "environment": "prod",
        "namespace": "shop-prod",
        "deploymentStrategy": "canary",
        "allowedStrategies": STRATEGIES,
        "image.tag": "1e3",
        "env": [{"name": "MOTTO", "value": "a: b # {{ .Values.name }}\n---\nkind: Injected"}],
        "configuration.files": {"app.yaml": "on: yes\n", "empty": ""},
        "podLabels": {"app.kubernetes.io/name": "api", "on": "n"},
        "probes.startup": {},
        "strategies.canary.steps": [
            {"setWeight": 5},
            {"pause": {"duration": "5m"}},
            {"pause": {}},
        ],
    },
)
WEB = changed(WORKLOAD, {"name": "web", "environment": "dev", "namespace": "shop-dev"})
PROD = changed(ENVIRONMENT, {"name": "prod-environment", "environment": "prod", "namespace": "shop-prod"})
DEV = changed(ENVIRONMENT, {"name": "dev-environment", "environment": "dev", "namespaceAnnotations": {"a": "b: c"}})
COMPILATION = Compilation(
    Project(Path("unused"), "shop", out="out"),
    (WorkloadValues("dev", "web", WEB), WorkloadValues("prod", "api", API)),
    (EnvironmentValues("dev", DEV), EnvironmentValues("prod", PROD)),
    WORKLOAD,
    ENVIRONMENT,
)


def texts(target: str) -> dict[str, str]:
    """What a target makes of the small project, by path."""
    (found,) = [each for each in discover() if each.id == target]
    return {artifact.path: artifact.render() for artifact in found.plan(COMPILATION)}


def written(folder: Path, target: str = "chart") -> Path:
    """A folder with what a target makes of the small project."""
    for path, content in texts(target).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    return folder
