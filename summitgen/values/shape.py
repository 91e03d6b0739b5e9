"""The shape of a workload's values tree: the chart's ``.Values``, each key with its documentation.

The tree is total: every key is always there (null where a setting is absent), so that no template meets a nil
pointer. Fragments that Kubernetes defines (probes, tolerations, policies' rules) are kept as Kubernetes has them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from summitgen.values.fragments import Fragment, Strategy
from summitgen.values.shape_delivery import StrategyValues
from summitgen.values.shape_pod import (
    ConfigurationValues,
    ContainerPortValues,
    ImageValues,
    LifecycleValues,
    NameValue,
    ProbeValues,
    SchedulingValues,
    SecretValues,
    SecurityValues,
    ServicePortValues,
    VolumeValues,
)


class AutoscalingValues(TypedDict):
    """The HorizontalPodAutoscaler."""

    enabled: Annotated[bool, Field(description="Whether there is one; then `replicas` is not set.")]
    minReplicas: Annotated[int | None, Field(description="At least so many pods.")]
    maxReplicas: Annotated[int | None, Field(description="At most so many pods.")]
    metrics: Annotated[list[Fragment], Field(description="What it scales by.")]
    behavior: Annotated[Fragment | None, Field(description="How fast it scales.")]


class DisruptionBudgetValues(TypedDict):
    """The PodDisruptionBudget; where both are null there is none."""

    minAvailable: Annotated[int | str | None, Field(description="So many pods stay available.")]
    maxUnavailable: Annotated[int | str | None, Field(description="So many pods may be unavailable.")]


class ServiceAccountValues(TypedDict):
    """Identity and permissions."""

    annotations: Annotated[dict[str, str], Field(description="Such as the cloud role to take.")]
    rules: Annotated[
        list[Fragment], Field(description="Rules of its Role; without rules there is no Role and no token.")
    ]


class NetworkPolicyValues(TypedDict):
    """Rules of the NetworkPolicy, as Kubernetes has them."""

    ingress: Annotated[list[Fragment], Field(description="Who may connect.")]
    egress: Annotated[list[Fragment], Field(description="Where to it may connect.")]
    smokeTestEgress: Annotated[
        list[Fragment], Field(description="Where to its smoke-test Jobs may connect; empty where there are none.")
    ]


class ExposureValues(TypedDict):
    """The public host."""

    host: Annotated[str | None, Field(description="The host name; null for a workload that is not public.")]
    path: Annotated[str, Field(description="The path prefix.")]
    ingressClass: Annotated[str | None, Field(description="The Ingress class, without a router.")]
    tlsSecret: Annotated[str | None, Field(description="The Secret with the certificate, without a router.")]
    annotations: Annotated[dict[str, str], Field(description="Annotations of the Ingress.")]


class MonitoringValues(TypedDict):
    """The PodMonitor and the PrometheusRule."""

    enabled: Annotated[bool, Field(description="Whether the workload serves metrics.")]
    port: Annotated[str, Field(description="The port that serves them, by name.")]
    portLevelMtls: Annotated[Fragment, Field(description="The metrics port, open without mutual TLS.")]
    path: Annotated[str, Field(description="Their path.")]
    interval: Annotated[str, Field(description="Time between two scrapes.")]
    labels: Annotated[
        dict[str, str], Field(description="Labels of monitor and rules, by which the operator finds them.")
    ]
    alerts: Annotated[list[Fragment], Field(description="Alerting rules.")]


class RouteValues(TypedDict):
    """An HTTPRoute: one for the public host, one for calls inside the mesh."""

    name: Annotated[str, Field(description="Its name.")]
    parent: Annotated[Fragment, Field(description="What it is attached to: a Gateway, or the Service itself.")]
    hostnames: Annotated[list[str], Field(description="Its host names.")]
    path: Annotated[str, Field(description="Its path prefix.")]


class RoutingValues(TypedDict):
    """Mesh and traffic router."""

    mesh: Annotated[Literal["none", "istio", "linkerd"], Field(description="The service mesh.")]
    router: Annotated[
        Literal["none", "istio", "gatewayApi"], Field(description="What splits traffic between versions.")
    ]
    port: Annotated[int, Field(description="The main port, to which routes lead.")]
    hosts: Annotated[
        list[str], Field(description="Hosts of the VirtualService: the Service's own, and the public one.")
    ]
    gateways: Annotated[
        list[str], Field(description="Gateways of the VirtualService: `mesh` for calls inside, and the public one.")
    ]
    match: Annotated[list[Fragment], Field(description="Which requests the VirtualService routes: empty for all.")]
    routes: Annotated[list[RouteValues], Field(description="The HTTPRoutes, with Gateway API.")]


class Values(TypedDict):
    """A workload in an environment."""

    name: Annotated[
        str, Field(description="The workload's name; the release is named for it.", min_length=1, max_length=53)
    ]
    environment: Annotated[str, Field(description="The environment's name.", min_length=1)]
    namespace: Annotated[str, Field(description="The namespace of its objects.", min_length=1)]
    project: Annotated[str, Field(description="The project it is part of.", min_length=1)]
    deploymentStrategy: Annotated[
        Strategy, Field(description="`standard`: a Deployment; `blueGreen`, `canary`: a Rollout.")
    ]
    allowedStrategies: Annotated[
        list[Strategy], Field(description="What `deploymentStrategy` may be set to.", min_length=1)
    ]
    allowStrategySwitch: Annotated[
        bool, Field(description="Whether an upgrade may change between Deployment and Rollout.")
    ]
    image: Annotated[ImageValues, Field(description="The image that runs.")]
    replicas: Annotated[int, Field(description="Pods, without autoscaling.", ge=0)]
    command: Annotated[list[str], Field(description="Replaces the image's entry point.")]
    arguments: Annotated[list[str], Field(description="Replaces the image's arguments.")]
    ports: Annotated[
        list[ContainerPortValues], Field(description="Ports of the container; the main one is `http`.", min_length=1)
    ]
    servicePorts: Annotated[list[ServicePortValues], Field(description="Ports of the Services.", min_length=1)]
    env: Annotated[list[NameValue], Field(description="Settings.")]
    secrets: Annotated[SecretValues, Field(description="Secrets, by reference.")]
    configuration: Annotated[ConfigurationValues, Field(description="Configuration files.")]
    probes: Annotated[ProbeValues, Field(description="How the kubelet asks after it.")]
    resources: Annotated[Fragment, Field(description="CPU and memory: `requests` and `limits`.")]
    autoscaling: Annotated[AutoscalingValues, Field(description="Scaling with the load.")]
    disruptionBudget: Annotated[DisruptionBudgetValues, Field(description="The disruption budget.")]
    scheduling: Annotated[SchedulingValues, Field(description="Where pods are placed.")]
    security: Annotated[SecurityValues, Field(description="The security context.")]
    serviceAccount: Annotated[ServiceAccountValues, Field(description="Identity and permissions.")]
    volumes: Annotated[list[VolumeValues], Field(description="Writable folders.")]
    lifecycle: Annotated[LifecycleValues, Field(description="How a pod ends.")]
    podLabels: Annotated[
        dict[str, str], Field(description="All labels of the pods; those that selectors use must stay.")
    ]
    podAnnotations: Annotated[dict[str, str], Field(description="Annotations of the pods.")]
    networkPolicy: Annotated[NetworkPolicyValues, Field(description="Who may talk to whom.")]
    exposure: Annotated[ExposureValues, Field(description="The public host.")]
    routing: Annotated[RoutingValues, Field(description="Mesh and traffic router.")]
    monitoring: Annotated[MonitoringValues, Field(description="Metrics and alerts.")]
    strategies: Annotated[StrategyValues, Field(description="Settings of the strategies.")]


class GatewayValues(TypedDict):
    """The gateway through which traffic enters."""

    name: Annotated[str, Field(description="The Gateway's name.")]
    kind: Annotated[
        Literal["none", "istio", "gatewayApi"],
        Field(description="Which kind of Gateway; `none` where no workload is public."),
    ]
    className: Annotated[str, Field(description="The GatewayClass, with Gateway API.")]
    servers: Annotated[list[Fragment], Field(description="Servers of an Istio Gateway.")]
    selector: Annotated[dict[str, str], Field(description="Labels of the gateway's pods, with Istio.")]
    listeners: Annotated[list[Fragment], Field(description="Listeners, with Gateway API.")]


class EnvironmentValuesShape(TypedDict):
    """What belongs to an environment's namespace."""

    name: Annotated[
        str, Field(description="The release's name: `<environment>-environment`.", min_length=1, max_length=53)
    ]
    environment: Annotated[str, Field(description="The environment's name.", min_length=1)]
    namespace: Annotated[str, Field(description="The namespace that is made.", min_length=1)]
    project: Annotated[str, Field(description="The project it is part of.", min_length=1)]
    mesh: Annotated[Literal["none", "istio", "linkerd"], Field(description="The service mesh.")]
    namespaceLabels: Annotated[dict[str, str], Field(description="Labels of the Namespace: Pod Security, injection.")]
    namespaceAnnotations: Annotated[dict[str, str], Field(description="Annotations of the Namespace.")]
    gateway: Annotated[GatewayValues, Field(description="Where traffic enters.")]
