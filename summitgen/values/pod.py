"""The pod's part of the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.model.container import Probe, ResourceAmounts
    from summitgen.model.workload import Workload
    from summitgen.values.context import Context
    from summitgen.values.shape_pod import (
        ContainerPortValues,
        ImageValues,
        LifecycleValues,
        ProbeValues,
        SchedulingValues,
        ServicePortValues,
        VolumeValues,
    )


def image(workload: Workload) -> ImageValues:
    """The image by tag or digest."""
    spec = workload.image
    return {
        "repository": spec.repository,
        "tag": spec.tag,
        "digest": spec.digest,
        "pullPolicy": spec.pull_policy,
        "pullSecrets": [{"name": name} for name in spec.pull_secrets],
    }


def container_ports(workload: Workload) -> list[ContainerPortValues]:
    """The main port, named http, and the further ones."""
    further: list[ContainerPortValues] = [
        {"name": port.name, "port": port.port, "protocol": port.protocol} for port in workload.ports
    ]
    return [{"name": "http", "port": workload.port, "protocol": "TCP"}, *further]


def service_ports(workload: Workload) -> list[ServicePortValues]:
    """What the Services offer; appProtocol tells a mesh that the main port speaks HTTP."""
    further: list[ServicePortValues] = [
        {"name": port.name, "port": port.port, "protocol": port.protocol, "appProtocol": None}
        for port in workload.ports
        if port.service
    ]
    return [{"name": "http", "port": workload.port, "protocol": "TCP", "appProtocol": "http"}, *further]


def probes(workload: Workload) -> ProbeValues:
    """The probes; where the spec has none, TCP probes of the main port."""
    spec = workload.probes
    return {
        "liveness": _probe(spec.liveness, 10, 3),
        "readiness": _probe(spec.readiness, 5, 3),
        "startup": _probe(spec.startup, 5, 30),
    }


def _probe(probe: Probe | None, period: int, failures: int) -> dict[str, Any]:
    if probe is None:
        return {
            "tcpSocket": {"port": "http"},
            "periodSeconds": period,
            "timeoutSeconds": 3,
            "failureThreshold": failures,
        }
    action = (
        {"httpGet": {"path": probe.path, "port": probe.port}} if probe.path else {"tcpSocket": {"port": probe.port}}
    )
    timing = {
        "periodSeconds": probe.period.seconds,
        "timeoutSeconds": probe.timeout.seconds,
        "failureThreshold": probe.failures,
    }
    delay = {"initialDelaySeconds": seconds} if (seconds := probe.initial_delay.seconds) else {}
    return {**action, **delay, **timing}


def resources(workload: Workload) -> dict[str, Any]:
    """Requests and limits, without what is not set."""
    return {"requests": _amounts(workload.resources.requests), "limits": _amounts(workload.resources.limits)}


def _amounts(amounts: ResourceAmounts) -> dict[str, str]:
    pairs = {"cpu": amounts.cpu, "memory": amounts.memory}
    return {name: quantity.text for name, quantity in pairs.items() if quantity is not None}


def volumes(workload: Workload) -> list[VolumeValues]:
    """The volumes; a read-only root gets a writable /tmp where the spec mounts none."""
    made: list[VolumeValues] = []
    for volume in workload.volumes:
        empty_dir: dict[str, Any] = {}
        if volume.medium:
            empty_dir["medium"] = volume.medium
        if volume.size_limit:
            empty_dir["sizeLimit"] = volume.size_limit.text
        claimed = volume.claim is not None
        made.append(
            {
                "name": volume.name,
                "mountPath": volume.mount_path,
                "emptyDir": None if claimed else empty_dir or {"sizeLimit": "64Mi"},
                "claim": volume.claim,
            }
        )
    if workload.security.read_only_root_filesystem and not any(v.mount_path == "/tmp" for v in workload.volumes):
        made.append({"name": "tmp", "mountPath": "/tmp", "emptyDir": {"sizeLimit": "64Mi"}, "claim": None})
    return made


def lifecycle(workload: Workload) -> LifecycleValues:
    """The end of a pod, in seconds."""
    return {
        "preStopSleepSeconds": workload.lifecycle.pre_stop_sleep.seconds,
        "terminationGracePeriodSeconds": workload.lifecycle.termination_grace_period.seconds,
    }


def scheduling(context: Context) -> SchedulingValues:
    """Placement: zones, hosts, nodes and taints."""
    topology = context.workload.topology
    selector = {"matchLabels": dict(context.selector)}
    affinity: dict[str, Any] = {}
    if topology.host_spread == "preferred":
        term = {"labelSelector": selector, "topologyKey": "kubernetes.io/hostname"}
        weighted = [{"weight": 100, "podAffinityTerm": term}]
        affinity = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": weighted}}
    spread: list[dict[str, Any]] = []
    if topology.zone_spread != "none":
        unsatisfiable = "DoNotSchedule" if topology.zone_spread == "required" else "ScheduleAnyway"
        spread = [
            {
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": unsatisfiable,
                "labelSelector": selector,
            }
        ]
    return {
        "nodeSelector": dict(topology.node_selector),
        "tolerations": [
            {
                "key": taint.key,
                "operator": "Exists" if taint.value is None else "Equal",
                **({} if taint.value is None else {"value": taint.value}),
                **({} if taint.effect is None else {"effect": taint.effect}),
            }
            for taint in topology.tolerations
        ],
        "affinity": affinity,
        "topologySpreadConstraints": spread,
    }
