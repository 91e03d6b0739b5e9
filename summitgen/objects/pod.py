"""The pod template that Deployment and Rollout share."""

from __future__ import annotations

from summitgen.objects.tree import Any, Each, Has, Helper, Node, Not, Ref, choose, optional, text, when

CONFIG_MAP_NAME = text("{name}-{#configuration.files}")
SECRET_NAME = text("{name}-{#secrets.references}")
FILES = Has("configuration.files")
SECRETS = Has("secrets.references")

IMAGE = choose(Has("image.digest"), text("{image.repository}@{image.digest}"), text("{image.repository}:{image.tag}"))

CONTAINER: dict[str, Node] = {
    "name": Ref("name"),
    "image": IMAGE,
    "imagePullPolicy": Ref("image.pullPolicy"),
    "command": optional("command"),
    "args": optional("arguments"),
    "ports": [
        Each(
            "port",
            "ports",
            {"name": Ref("$port.name"), "containerPort": Ref("$port.port"), "protocol": Ref("$port.protocol")},
        )
    ],
    "env": when(
        Has("env"), [Each("variable", "env", {"name": Ref("$variable.name"), "value": Ref("$variable.value")})]
    ),
    "envFrom": when(SECRETS, [{"secretRef": {"name": SECRET_NAME}}]),
    "startupProbe": optional("probes.startup"),
    "livenessProbe": optional("probes.liveness"),
    "readinessProbe": optional("probes.readiness"),
    "resources": Ref("resources"),
    # The kubelet sleeps, so that the image needs no shell for it.
    "lifecycle": when(
        Has("lifecycle.preStopSleepSeconds"), {"preStop": {"sleep": {"seconds": Ref("lifecycle.preStopSleepSeconds")}}}
    ),
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": Ref("security.readOnlyRootFilesystem"),
        "capabilities": {"drop": ["ALL"]},
    },
    "volumeMounts": when(
        Any((FILES, Has("volumes"))),
        [
            when(FILES, {"name": "configuration", "mountPath": Ref("configuration.directory"), "readOnly": True}),
            Each("volume", "volumes", {"name": Ref("$volume.name"), "mountPath": Ref("$volume.mountPath")}),
        ],
    ),
}

VOLUMES: list[Node] = [
    when(FILES, {"name": "configuration", "configMap": {"name": CONFIG_MAP_NAME}}),
    Each(
        "volume",
        "volumes",
        {
            "name": Ref("$volume.name"),
            "emptyDir": when(Not(Has("$volume.claim")), Ref("$volume.emptyDir")),
            "persistentVolumeClaim": when(Has("$volume.claim"), {"claimName": Ref("$volume.claim")}),
        },
    ),
]

POD_TEMPLATE = Helper(
    "podTemplate",
    {
        "metadata": {
            "labels": Ref("podLabels"),
            "annotations": optional("podAnnotations"),
        },
        "spec": {
            "serviceAccountName": Ref("name"),
            "automountServiceAccountToken": choose(Has("serviceAccount.rules"), True, False),
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": Ref("lifecycle.terminationGracePeriodSeconds"),
            "imagePullSecrets": optional("image.pullSecrets"),
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": Ref("security.runAsUser"),
                "runAsGroup": Ref("security.runAsGroup"),
                "fsGroup": Ref("security.fsGroup"),
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [CONTAINER],
            "volumes": when(Any((FILES, Has("volumes"))), VOLUMES),
            "nodeSelector": optional("scheduling.nodeSelector"),
            "tolerations": optional("scheduling.tolerations"),
            "affinity": optional("scheduling.affinity"),
            "topologySpreadConstraints": optional("scheduling.topologySpreadConstraints"),
        },
    },
)
