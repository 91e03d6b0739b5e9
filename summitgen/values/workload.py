"""The values tree of a workload in an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.values import network, pod, routing, scaling
from summitgen.values.mesh import pod_annotations
from summitgen.values.monitoring import monitoring
from summitgen.values.strategies import has_smoke_tests, strategy_values

if TYPE_CHECKING:
    from summitgen.values.context import Context
    from summitgen.values.shape import Values
    from summitgen.values.shape_pod import SecretValues


def workload_values(context: Context) -> Values:
    """Everything the object trees refer to."""
    workload = context.workload
    return {
        "name": context.name,
        "environment": context.environment_name,
        "namespace": context.environment.namespace,
        "project": context.project,
        "deploymentStrategy": context.strategy,
        "allowedStrategies": list(context.allowed_strategies),
        "allowStrategySwitch": False,
        "image": pod.image(workload),
        "replicas": context.replicas,
        "command": list(workload.command),
        "arguments": list(workload.arguments),
        "ports": pod.container_ports(workload),
        "servicePorts": pod.service_ports(workload),
        "env": [{"name": variable.name, "value": variable.value} for variable in workload.env],
        "secrets": _secrets(context),
        "configuration": {
            "directory": workload.config_directory,
            "files": {file.name: file.content for file in workload.config_files},
        },
        "probes": pod.probes(workload),
        "resources": pod.resources(workload),
        "autoscaling": scaling.autoscaling(context),
        "disruptionBudget": scaling.disruption_budget(context),
        "scheduling": pod.scheduling(context),
        "security": {
            "runAsUser": workload.security.run_as_user,
            "runAsGroup": workload.security.run_as_group,
            "fsGroup": workload.security.fs_group,
            "readOnlyRootFilesystem": workload.security.read_only_root_filesystem,
        },
        "serviceAccount": {
            "annotations": dict(workload.service_account.annotations),
            "rules": [
                rule.model_dump(
                    by_alias=True,
                    exclude_defaults=False,
                    exclude={"resource_names"} if not rule.resource_names else None,
                    mode="json",
                )
                for rule in workload.service_account.rules
            ],
        },
        "volumes": pod.volumes(workload),
        "lifecycle": pod.lifecycle(workload),
        "podLabels": _pod_labels(context),
        "podAnnotations": {**pod_annotations(context.mesh), **workload.annotations},
        "networkPolicy": network.network_policy(context, smoke_tests=has_smoke_tests(context)),
        "exposure": routing.exposure(context),
        "routing": routing.routing(context),
        "monitoring": monitoring(context),
        "strategies": strategy_values(context),
    }


def _pod_labels(context: Context) -> dict[str, str]:
    own = {"app.kubernetes.io/part-of": context.project, "summitgen.dev/environment": context.environment_name}
    return {**context.workload.labels, **context.selector, **own}


def _secrets(context: Context) -> SecretValues:
    store = context.environment.cluster.secret_store
    references = [
        {"name": one.name, "key": one.key, "property": one.property or "", "version": one.version or ""}
        for one in context.workload.secrets
    ]
    return {
        "store": {"name": store.name, "kind": store.kind},
        "refreshInterval": store.refresh_interval.text,
        "references": references,
    }
