"""The shape of a workload's values tree: the chart's ``.Values``, each key with its documentation.

The tree is total: every key is always there (null where a setting is absent), so that no template meets a nil
pointer. Fragments that Kubernetes defines (probes, tolerations, policies' rules) are kept as Kubernetes has them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

Fragment = dict[str, Any]
Strategy = Literal["standard", "blueGreen", "canary"]
Amount = Annotated[int | str, Field(description="So many pods, or a percentage.")]


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


class SecurityValues(TypedDict):
    """The security context."""

    runAsUser: Annotated[int, Field(description="The process's user id.", ge=1)]
    runAsGroup: Annotated[int, Field(description="The process's group id.", ge=1)]
    fsGroup: Annotated[int, Field(description="The group of mounted volumes.", ge=1)]
    readOnlyRootFilesystem: Annotated[bool, Field(description="Nothing but volumes can be written.")]


class ServiceAccountValues(TypedDict):
    """Identity and permissions."""

    annotations: Annotated[dict[str, str], Field(description="Such as the cloud role to take.")]
    rules: Annotated[
        list[Fragment], Field(description="Rules of its Role; without rules there is no Role and no token.")
    ]


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


class AnalysisUse(TypedDict):
    """A reference to an AnalysisTemplate, with the arguments that its queries need."""

    template: Annotated[str, Field(description="The AnalysisTemplate's name.")]
    args: Annotated[list[Fragment], Field(description="Its arguments.")]


class MetricValues(TypedDict):
    """A metric of an AnalysisTemplate."""

    name: Annotated[str, Field(description="Its name.")]
    interval: Annotated[str | None, Field(description="Time between two measurements.")]
    initialDelay: Annotated[str | None, Field(description="Time before the first one.")]
    count: Annotated[int | None, Field(description="How many; null measures until the rollout ends.")]
    failureLimit: Annotated[int, Field(description="Failures that are tolerated.", ge=0)]
    consecutiveErrorLimit: Annotated[int, Field(description="Errors in a row that are tolerated.", ge=0)]
    successCondition: Annotated[str | None, Field(description="The condition of success.")]
    failureCondition: Annotated[str | None, Field(description="The condition of failure.")]
    provider: Annotated[Fragment, Field(description="What is asked.")]


class AnalysisValues(TypedDict):
    """An AnalysisTemplate."""

    name: Annotated[str, Field(description="Its name.")]
    args: Annotated[list[Fragment], Field(description="The arguments that it declares.")]
    metrics: Annotated[list[MetricValues], Field(description="What it measures.")]
    dryRun: Annotated[list[Fragment], Field(description="Metrics that never fail.")]


class StepValues(TypedDict):
    """A step of the canary: one of the three is not null."""

    setWeight: Annotated[int | None, Field(description="Percent of the traffic for the new version.")]
    pauses: Annotated[bool, Field(description="Whether it is a pause.")]
    pause: Annotated[Fragment, Field(description="Its `duration`; without one, until a person promotes.")]
    analysis: Annotated[AnalysisUse | None, Field(description="An analysis whose verdict is waited for.")]


class StandardValues(TypedDict):
    """The Deployment's rolling update."""

    maxSurge: Annotated[Amount, Field(description="Pods above the replicas.")]
    maxUnavailable: Annotated[Amount, Field(description="Pods below the replicas.")]


class BlueGreenValues(TypedDict):
    """The blue-green Rollout."""

    autoPromotionEnabled: Annotated[bool, Field(description="Switch by itself after the pre-promotion analysis.")]
    autoPromotionSeconds: Annotated[int | None, Field(description="Seconds before the automatic switch.")]
    previewReplicaCount: Annotated[int | None, Field(description="Pods before the switch; null for all.")]
    scaleDownDelaySeconds: Annotated[int, Field(description="Seconds for which the old pods are kept.")]
    scaleDownDelayRevisionLimit: Annotated[int, Field(description="How many old versions are kept so.")]
    prePromotion: Annotated[AnalysisUse | None, Field(description="The analysis before the switch.")]
    postPromotion: Annotated[AnalysisUse | None, Field(description="The analysis after the switch.")]
    analyses: Annotated[list[AnalysisValues], Field(description="Its AnalysisTemplates.")]


class CanaryValues(TypedDict):
    """The canary Rollout."""

    maxSurge: Annotated[Amount, Field(description="Pods above the replicas.")]
    maxUnavailable: Annotated[Amount, Field(description="Pods below the replicas.")]
    scaleDownDelaySeconds: Annotated[int, Field(description="Seconds for which the old pods are kept, with a router.")]
    steps: Annotated[list[StepValues], Field(description="The steps.")]
    background: Annotated[AnalysisUse | None, Field(description="The analysis that runs throughout.")]
    backgroundStartingStep: Annotated[int, Field(description="The index of the step at which it begins.")]
    analyses: Annotated[list[AnalysisValues], Field(description="Its AnalysisTemplates.")]


class StrategyValues(TypedDict):
    """Settings of all strategies; `deploymentStrategy` selects one."""

    revisionHistoryLimit: Annotated[int, Field(description="Old ReplicaSets that are kept.")]
    progressDeadlineSeconds: Annotated[int, Field(description="Seconds in which new pods must become ready.")]
    rollbackWindowRevisions: Annotated[int, Field(description="Going back to one of so many revisions skips steps.")]
    standard: Annotated[StandardValues, Field(description="Settings of `standard`.")]
    blueGreen: Annotated[BlueGreenValues, Field(description="Settings of `blueGreen`.")]
    canary: Annotated[CanaryValues, Field(description="Settings of `canary`.")]


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
