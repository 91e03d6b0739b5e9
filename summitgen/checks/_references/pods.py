"""What pods refer to: ServiceAccount, ConfigMaps, Secrets, their own volumes and ports.

PersistentVolumeClaims, imagePullSecrets and certificates are not looked for: by the spec's definition they exist
already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import mapping, mappings, text
from summitgen.checks._pods import has_port, ports_of, shown_ports
from summitgen.checks._references.configuration import Configuration
from summitgen.checks._references.index import ANALYSIS_TEMPLATE, SERVICE_ACCOUNT
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._pods import Pod
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_ACCOUNT = "no spec should lead to this: report it as a bug of summitgen"
_VOLUMES = "list the volume under the workload's volumes in the spec"
_PROBES = "let the probe of the workload name one of its ports"
_HANDLERS = (
    ("startupProbe",),
    ("livenessProbe",),
    ("readinessProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)


def pods(index: Index) -> Iterator[Problem]:
    """References of pods that lead nowhere."""
    configuration = Configuration(index)
    for pod in index.pods:
        path = (*pod.path, "spec", "serviceAccountName")
        account = pod.spec.get("serviceAccountName")
        if isinstance(account, str) and account != "default":
            yield from index.missing(Spot(pod.owner, path, _ACCOUNT), SERVICE_ACCOUNT, account)
        yield from _volumes(configuration, pod)
        for place, container in pod.containers():
            yield from _environment(configuration, pod.owner, place, container)
            yield from _mounts(pod, place, container)
            yield from _handlers(pod.owner, place, container)


def analysis_arguments(index: Index) -> Iterator[Problem]:
    """Secrets that arguments of AnalysisTemplates are read from and that nothing makes."""
    configuration = Configuration(index)
    for each in index.of(ANALYSIS_TEMPLATE):
        for path, argument in mappings(each.data, "spec", "args"):
            source = mapping(argument, "valueFrom", "secretKeyRef")
            yield from configuration.secret(each, (*path, "valueFrom", "secretKeyRef"), source)


def _volumes(configuration: Configuration, pod: Pod) -> Iterator[Problem]:
    for path, volume in mappings(pod.spec, "volumes"):
        place = (*pod.path, "spec", *path)
        config_map, secret = mapping(volume, "configMap"), mapping(volume, "secret")
        yield from configuration.config_map(pod.owner, (*place, "configMap"), config_map)
        yield from configuration.secret(pod.owner, (*place, "secret"), secret, "secretName")
        for item, source in mappings(volume, "projected", "sources"):
            yield from configuration.config_map(pod.owner, (*place, *item, "configMap"), mapping(source, "configMap"))
            yield from configuration.secret(pod.owner, (*place, *item, "secret"), mapping(source, "secret"))


def _environment(
    configuration: Configuration, owner: RenderedObject, place: Path, container: dict[str, Any]
) -> Iterator[Problem]:
    for path, source in mappings(container, "envFrom"):
        yield from configuration.config_map(owner, (*place, *path, "configMapRef"), mapping(source, "configMapRef"))
        yield from configuration.secret(owner, (*place, *path, "secretRef"), mapping(source, "secretRef"))
    for path, variable in mappings(container, "env"):
        source, at_source = mapping(variable, "valueFrom"), (*place, *path, "valueFrom")
        config_map, secret = mapping(source, "configMapKeyRef"), mapping(source, "secretKeyRef")
        yield from configuration.config_map(owner, (*at_source, "configMapKeyRef"), config_map)
        yield from configuration.secret(owner, (*at_source, "secretKeyRef"), secret)


def _mounts(pod: Pod, place: Path, container: dict[str, Any]) -> Iterator[Problem]:
    volumes = {text(volume, "name") for _, volume in mappings(pod.spec, "volumes")}
    for path, mount in mappings(container, "volumeMounts"):
        if (name := text(mount, "name")) is not None and name not in volumes:
            allowed = ", ".join(sorted(filter(None, volumes))) or "none"
            message = f"the pod has no volume {name}; allowed: {allowed}"
            yield Problem(pod.owner, (*place, *path, "name"), message, _VOLUMES)


def _handlers(owner: RenderedObject, place: Path, container: dict[str, Any]) -> Iterator[Problem]:
    for handler in _HANDLERS:
        for action in ("httpGet", "tcpSocket", "grpc"):
            port = mapping(container, *handler, action).get("port")
            if isinstance(port, str | int) and not has_port(ports := ports_of(container), port):
                message = f"the container has no port {port}; allowed: {shown_ports(ports)}"
                yield Problem(owner, (*place, *handler, action, "port"), message, _PROBES)
