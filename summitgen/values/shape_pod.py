"""The shape of the pod's part of a values tree."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from summitgen.values.fragments import Fragment


class ImageValues(TypedDict):
    """The image that runs."""

    repository: Annotated[str, Field(description="Registry and path, without tag.", min_length=1)]
    tag: Annotated[str | int | None, Field(description="Its version tag; used where there is no digest.")]
    digest: Annotated[
        str | None, Field(description="Its digest (`sha256:…`); wins over the tag.", pattern="^(sha256:[0-9a-f]{64})?$")
    ]
    pullPolicy: Annotated[Literal["IfNotPresent", "Always"], Field(description="When the kubelet pulls.")]
    pullSecrets: Annotated[list[Fragment], Field(description="References to existing registry Secrets.")]


class ContainerPortValues(TypedDict):
    """A port of the container."""

    name: Annotated[str, Field(description="Its name.")]
    port: Annotated[int, Field(description="Its number.")]
    protocol: Annotated[str, Field(description="TCP or UDP.")]


class ServicePortValues(TypedDict):
    """A port of the Services; it leads to the container port of the same name."""

    name: Annotated[str, Field(description="Its name.")]
    port: Annotated[int, Field(description="Its number.")]
    protocol: Annotated[str, Field(description="TCP or UDP.")]
    appProtocol: Annotated[str | None, Field(description="The application protocol, for the mesh.")]


class NameValue(TypedDict):
    """A variable and its value."""

    name: Annotated[str, Field(description="The variable.")]
    value: Annotated[str, Field(description="Its value.")]


class SecretValues(TypedDict):
    """The ExternalSecret; without references there is none."""

    store: Annotated[Fragment, Field(description="Name and kind of the secret store.")]
    refreshInterval: Annotated[str, Field(description="How often values are fetched anew.")]
    references: Annotated[
        list[dict[str, str]], Field(description="Variable (`name`), and `key`, `property`, `version` in the store.")
    ]


class ConfigurationValues(TypedDict):
    """Configuration files; without files there is no ConfigMap."""

    directory: Annotated[str, Field(description="Where they are mounted.")]
    files: Annotated[dict[str, str], Field(description="Content by file name.")]


class ProbeValues(TypedDict):
    """The three probes, as Kubernetes has them."""

    liveness: Annotated[Fragment, Field(description="Restarts the container.")]
    readiness: Annotated[Fragment, Field(description="Takes the pod out of its Services.")]
    startup: Annotated[Fragment, Field(description="Holds the other two back.")]


class SecurityValues(TypedDict):
    """The security context."""

    runAsUser: Annotated[int, Field(description="The process's user id.", ge=1)]
    runAsGroup: Annotated[int, Field(description="The process's group id.", ge=1)]
    fsGroup: Annotated[int, Field(description="The group of mounted volumes.", ge=1)]
    readOnlyRootFilesystem: Annotated[bool, Field(description="Nothing but volumes can be written.")]


class VolumeValues(TypedDict):
    """Volumes and where they are mounted."""

    name: Annotated[str, Field(description="The volume's name.")]
    mountPath: Annotated[str, Field(description="Where it is mounted.")]
    emptyDir: Annotated[Fragment | None, Field(description="Limits of an emptyDir.")]
    claim: Annotated[str | None, Field(description="An existing PersistentVolumeClaim.")]


class LifecycleValues(TypedDict):
    """How a pod ends."""

    preStopSleepSeconds: Annotated[
        int, Field(description="Seconds for routers to forget the pod before SIGTERM; 0 for none.", ge=0)
    ]
    terminationGracePeriodSeconds: Annotated[int, Field(description="Seconds after which the pod is killed.", ge=1)]


class SchedulingValues(TypedDict):
    """Where pods are placed, as Kubernetes has it."""

    nodeSelector: Annotated[dict[str, str], Field(description="Labels that the nodes must have.")]
    tolerations: Annotated[list[Fragment], Field(description="Taints that are tolerated.")]
    affinity: Annotated[Fragment, Field(description="Affinities.")]
    topologySpreadConstraints: Annotated[list[Fragment], Field(description="Spread over zones.")]
