"""A workload: a deployable service."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, Integer, NonEmpty, Port, SpecModel, UserId
from summitgen.model.build import Build
from summitgen.model.metrics import Analysis
from summitgen.model.names import (
    AbsolutePath,
    AnnotationKey,
    Cidr,
    DnsLabel,
    EnvName,
    FileName,
    HostName,
    ImageDigest,
    ImageTag,
    LabelName,
    LabelValue,
    MetricName,
    PortName,
    Repository,
    UrlPath,
)
from summitgen.model.strategy import Strategies, StrategyName
from summitgen.model.units import Duration, Latency, Percentage, Quantity, Rate


class Image(SpecModel):
    """The image that runs: a repository with a version tag or a digest."""

    repository: Repository = Field(description="Registry and path, without tag.")
    tag: ImageTag | None = Field(default=None, description="A version tag; mutable tags are refused.")
    digest: ImageDigest | None = Field(default=None, description="The digest; it wins over the tag.")
    pull_policy: Literal["IfNotPresent", "Always"] = Field(
        default="IfNotPresent", description="When the kubelet pulls."
    )
    pull_secrets: tuple[DnsLabel, ...] = Field(default=(), description="Names of existing registry Secrets.")

    @model_validator(mode="after")
    def _tag_or_digest(self) -> Image:
        if self.tag is None and self.digest is None:
            raise ValueError("an image needs a tag or a digest\nremedy: add `tag: 1.0.0`, or `digest: sha256:…`")
        return self


class ContainerPort(SpecModel):
    """A further port of the container, beside `port`."""

    name: PortName = Field(description="The port's name, by which probes and Services speak of it.")
    port: Port = Field(description="The port that the process listens on.")
    protocol: Literal["TCP", "UDP"] = Field(default="TCP", description="Its protocol.")
    service: Boolean = Field(default=True, description="Whether the Services offer it.")


class EnvVariable(SpecModel):
    """A setting as an environment variable; it is versioned with the pod template."""

    name: EnvName = Field(description="The variable.")
    value: str = Field(max_length=32768, description="Its value, a string.")


class SecretReference(SpecModel):
    """A secret value as an environment variable, fetched by External Secrets."""

    name: EnvName = Field(description="The variable.")
    key: NonEmpty = Field(max_length=512, description="The secret's name in the store.")
    property: NonEmpty | None = Field(default=None, max_length=256, description="The field inside it.")
    version: NonEmpty | None = Field(default=None, max_length=128, description="Its version.")


class ConfigFile(SpecModel):
    """A configuration file, mounted read-only from a ConfigMap whose name carries the content's hash."""

    name: FileName = Field(description="The file's name below `configDirectory`.")
    content: str = Field(max_length=500_000, description="What stands in it.")


class Probe(SpecModel):
    """An HTTP probe (with `path`) or a TCP probe (without)."""

    path: UrlPath | None = Field(default=None, description="The HTTP path; left out: a TCP probe.")
    port: PortName | Port = Field(default="http", description="A port of the workload, by name or number.")
    initial_delay: Duration = Field(default=Duration("0s"), description="Time before the first probe.")
    period: Duration = Field(default=Duration("10s"), description="Time between two probes.")
    timeout: Duration = Field(default=Duration("3s"), description="How long an answer may take.")
    failures: Count = Field(default=3, description="Failures in a row that count.")


class Probes(SpecModel):
    """Left out: TCP probes of the main port."""

    liveness: Probe | None = Field(default=None, description="Restarts the container when it fails.")
    readiness: Probe | None = Field(default=None, description="Takes the pod out of its Services when it fails.")
    startup: Probe | None = Field(default=None, description="Holds the other two back until it succeeds.")


class ResourceAmounts(SpecModel):
    """CPU and memory."""

    cpu: Quantity | None = Field(default=None, description="CPUs: 500m, 2.")
    memory: Quantity | None = Field(default=None, description="Memory: 512Mi, 4Gi.")


class Resources(SpecModel):
    """What the container asks for and what it may use."""

    requests: ResourceAmounts = Field(
        default=ResourceAmounts.model_construct(cpu=Quantity("100m"), memory=Quantity("128Mi")),
        description="What is reserved.",
    )
    limits: ResourceAmounts = Field(
        default=ResourceAmounts.model_construct(cpu=None, memory=Quantity("256Mi")),
        description="What may be used at most.",
    )


class ScalingPolicy(SpecModel):
    """How fast the autoscaler changes the number of pods."""

    percent: Annotated[Integer, Field(ge=1, le=1000, description="Percent of the pods per period.")]
    period: Duration = Field(description="The period.")
    stabilization: Duration = Field(default=Duration("0s"), description="How far back the recommendation looks.")


class Autoscaling(SpecModel):
    """A HorizontalPodAutoscaler; it replaces `replicas`."""

    min_replicas: Count = Field(description="At least so many pods.")
    max_replicas: Count = Field(description="At most so many pods.")
    cpu: Percentage | None = Field(default=None, description="Average CPU use, of the requests.")
    memory: Percentage | None = Field(default=None, description="Average memory use, of the requests.")
    scale_up: ScalingPolicy | None = Field(default=None, description="Left out: the autoscaler's default.")
    scale_down: ScalingPolicy | None = Field(default=None, description="Left out: the autoscaler's default.")

    @model_validator(mode="after")
    def _one_metric(self) -> Autoscaling:
        if self.cpu is None and self.memory is None:
            raise ValueError("autoscaling needs cpu or memory\nremedy: add `cpu: 70%`")
        return self


class DisruptionBudget(SpecModel):
    """A PodDisruptionBudget: one of the two."""

    min_available: Count | Percentage | None = Field(default=None, description="So many pods stay available.")
    max_unavailable: Count | Percentage | None = Field(default=None, description="So many pods may be unavailable.")

    @model_validator(mode="after")
    def _one_of_two(self) -> DisruptionBudget:
        if (self.min_available is None) == (self.max_unavailable is None):
            raise ValueError(
                "a disruption budget has one of minAvailable and maxUnavailable\nremedy: write `maxUnavailable: 1`"
            )
        return self


class Toleration(SpecModel):
    """A taint that the pods tolerate."""

    key: AnnotationKey = Field(description="The taint's key.")
    value: LabelValue | None = Field(default=None, description="Its value; left out: any.")
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = Field(
        default=None, description="Its effect; left out: any."
    )


class Topology(SpecModel):
    """Where pods are placed."""

    zone_spread: Literal["preferred", "required", "none"] = Field(default="preferred", description="Spread over zones.")
    host_spread: Literal["preferred", "none"] = Field(default="preferred", description="Prefer one pod a node.")
    node_selector: dict[AnnotationKey, LabelValue] = Field(default={}, description="Labels that the nodes must have.")
    tolerations: tuple[Toleration, ...] = Field(default=(), description="Taints that are tolerated.")


class Security(SpecModel):
    """The security context; what it can't say (privileges, root) can't be had."""

    run_as_user: UserId = Field(default=65532, description="The process's user id.")
    run_as_group: UserId = Field(default=65532, description="The process's group id.")
    fs_group: UserId = Field(default=65532, description="The group of mounted volumes.")
    read_only_root_filesystem: Boolean = Field(default=True, description="Nothing but volumes can be written.")


class Peer(SpecModel):
    """Who may connect: a workload of this environment, or pods of a namespace."""

    workload: DnsLabel | None = Field(default=None, description="A workload of this environment.")
    namespace: DnsLabel | None = Field(default=None, description="A namespace.")
    ports: tuple[PortName, ...] = Field(default=("http",), min_length=1, description="The ports, by name.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Peer:
        if (self.workload is None) == (self.namespace is None):
            raise ValueError("a peer has exactly one of workload and namespace\nremedy: keep one of them")
        return self


class Egress(SpecModel):
    """Where the workload may connect to, beyond DNS, the mesh and its data stores."""

    workload: DnsLabel | None = Field(default=None, description="A workload of this environment (its main port).")
    namespace: DnsLabel | None = Field(default=None, description="A namespace.")
    cidr: Cidr | None = Field(default=None, description="A block of addresses.")
    ports: tuple[Port, ...] = Field(default=(), description="The ports; needed with namespace and cidr.")

    @model_validator(mode="after")
    def _one_of_three(self) -> Egress:
        if sum(value is not None for value in (self.workload, self.namespace, self.cidr)) != 1:
            raise ValueError("egress has exactly one of workload, namespace and cidr\nremedy: write one item for each")
        if self.workload is None and not self.ports:
            raise ValueError("egress to a namespace or cidr needs its ports\nremedy: add `ports: [443]`")
        return self


class NetworkAccess(SpecModel):
    """The NetworkPolicy: nothing but what is named here, DNS, the mesh, monitoring and the data stores."""

    ingress: tuple[Peer, ...] = Field(default=(), description="Who may connect.")
    egress: tuple[Egress, ...] = Field(default=(), description="Where to it may connect.")


class RoleRule(SpecModel):
    """A permission in the workload's namespace."""

    api_groups: tuple[str, ...] = Field(default=("",), description="API groups; the empty string is the core.")
    resources: tuple[NonEmpty, ...] = Field(min_length=1, description="Kinds, in lower-case plural.")
    verbs: tuple[Literal["get", "list", "watch", "create", "update", "patch", "delete"], ...] = Field(
        min_length=1, description="What is allowed."
    )
    resource_names: tuple[NonEmpty, ...] = Field(default=(), description="Only these objects.")


class ServiceAccountSpec(SpecModel):
    """The workload's own ServiceAccount, and its Role where it has rules."""

    annotations: dict[AnnotationKey, str] = Field(default={}, description="Such as the cloud role to take.")
    rules: tuple[RoleRule, ...] = Field(default=(), description="What it may do; with rules its token is mounted.")


class Volume(SpecModel):
    """A writable folder: an emptyDir, or an existing PersistentVolumeClaim."""

    name: DnsLabel = Field(description="The volume's name.")
    mount_path: AbsolutePath = Field(description="Where it is mounted.")
    size_limit: Quantity | None = Field(default=None, description="The most an emptyDir may hold.")
    medium: Literal["Memory"] | None = Field(default=None, description="Memory makes the emptyDir a tmpfs.")
    claim: DnsLabel | None = Field(default=None, description="The name of an existing PersistentVolumeClaim.")


class Lifecycle(SpecModel):
    """How a pod ends."""

    pre_stop_sleep: Duration = Field(
        default=Duration("10s"), description="Time for routers to forget the pod before it gets SIGTERM."
    )
    drain: Duration = Field(default=Duration("15s"), description="Time the process needs to finish its work.")
    termination_grace_period: Duration = Field(default=Duration("30s"), description="After which the pod is killed.")


class Exposure(SpecModel):
    """A public host: by an Ingress, or by the environment's gateway where there is one."""

    host: HostName = Field(description="The host name.")
    path: UrlPath = Field(default="/", description="The path prefix.")
    ingress_class: DnsLabel | None = Field(default=None, description="The Ingress class, without a router.")
    tls_secret: DnsLabel | None = Field(
        default=None, description="An existing Secret with the certificate, without a router."
    )
    annotations: dict[AnnotationKey, str] = Field(default={}, description="Annotations of the Ingress.")


class RequestMetrics(SpecModel):
    """The counter of requests and how it names failures."""

    metric: MetricName = Field(default="http_requests_total", description="A counter.")
    status_label: LabelName = Field(default="status_code", description="The label that holds the status.")
    errors: NonEmpty = Field(default="5..", description="A regular expression over that label: which requests failed.")


class DurationMetrics(SpecModel):
    """The histogram of response times."""

    metric: MetricName = Field(default="http_request_duration_seconds", description="The histogram, without _bucket.")
    unit: Literal["seconds", "milliseconds"] = Field(default="seconds", description="The unit of its bounds.")
    buckets: tuple[Latency, ...] = Field(default=(), description="Its finite bounds.")


class Monitoring(SpecModel):
    """Where the workload's metrics are, and which conventions they follow."""

    port: PortName = Field(default="http", description="The port that serves the metrics, by name.")
    path: UrlPath = Field(default="/metrics", description="Their path.")
    requests: RequestMetrics = Field(default=RequestMetrics.model_construct(), description="The counter of requests.")
    durations: DurationMetrics = Field(
        default=DurationMetrics.model_construct(), description="The histogram of response times."
    )


class Workload(SpecModel):
    """A deployable service; name, image and port are enough."""

    image: Image = Field(description="The image that runs.")
    build: Build | None = Field(default=None, description="How the image is built.")
    port: Port = Field(description="The main port, named `http`.")
    ports: tuple[ContainerPort, ...] = Field(default=(), description="Further ports.")
    replicas: Count | None = Field(
        default=None,
        description="Pods, without autoscaling; left out: 1 in development, 2 in staging, 3 in production.",
    )
    command: tuple[NonEmpty, ...] = Field(default=(), description="Replaces the image's entry point.")
    arguments: tuple[str, ...] = Field(default=(), description="Replaces the image's arguments.")
    env: tuple[EnvVariable, ...] = Field(default=(), description="Settings.")
    secrets: tuple[SecretReference, ...] = Field(default=(), description="Secrets, by reference.")
    config_files: tuple[ConfigFile, ...] = Field(default=(), description="Configuration files.")
    config_directory: AbsolutePath = Field(default="/etc/config", description="Where they are mounted.")
    data_stores: tuple[DnsLabel, ...] = Field(default=(), description="Data stores of the environment that it uses.")
    probes: Probes = Field(
        default=Probes.model_construct(liveness=None, readiness=None, startup=None),
        description="How the kubelet asks after it.",
    )
    resources: Resources = Field(default=Resources.model_construct(), description="CPU and memory.")
    autoscaling: Autoscaling | None = Field(default=None, description="Scale with the load.")
    disruption_budget: DisruptionBudget | None = Field(
        default=None, description="Left out: at most one pod unavailable, from 2 replicas on."
    )
    topology: Topology = Field(default=Topology.model_construct(), description="Where pods are placed.")
    security: Security = Field(default=Security.model_construct(), description="The security context.")
    network: NetworkAccess = Field(default=NetworkAccess.model_construct(), description="Who may talk to whom.")
    service_account: ServiceAccountSpec = Field(
        default=ServiceAccountSpec.model_construct(), description="Identity and permissions."
    )
    volumes: tuple[Volume, ...] = Field(default=(), description="Writable folders.")
    lifecycle: Lifecycle = Field(default=Lifecycle.model_construct(), description="How a pod ends.")
    exposure: Exposure | None = Field(default=None, description="A public host.")
    monitoring: Monitoring | None = Field(default=None, description="The workload's own metrics.")
    traffic: Rate | None = Field(default=None, description="Expected requests per second.")
    deployment_strategy: StrategyName | None = Field(
        default=None, description="Left out: standard in development, canary elsewhere."
    )
    allowed_strategies: tuple[StrategyName, ...] | None = Field(
        default=None,
        description="What `--set deploymentStrategy=` may choose; left out: the selected one and standard.",
    )
    strategies: Strategies = Field(default=Strategies.model_construct(), description="Settings of the strategies.")
    analyses: tuple[Analysis, ...] = Field(default=(), description="Analyses that strategies refer to.")
    labels: dict[AnnotationKey, LabelValue] = Field(default={}, description="Further labels of the pods.")
    annotations: dict[AnnotationKey, str] = Field(default={}, description="Annotations of the pods.")

    @property
    def port_numbers(self) -> dict[str, int]:
        """Each port's number by its name; the main one is `http`."""
        return {"http": self.port, **{port.name: port.port for port in self.ports}}
