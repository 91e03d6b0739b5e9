"""An environment: a namespace in a cluster, and the workloads that run in it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, Line, Port, SpecModel
from summitgen.model.base_image import BaseImage, Platform
from summitgen.model.names import AnnotationKey, Cidr, DnsLabel, HostName, HttpUrl, LabelValue, Repository
from summitgen.model.units import Duration, Latency, Percentage
from summitgen.model.workload import Workload

Tier = Literal["development", "staging", "production"]


class Prometheus(SpecModel):
    """The Prometheus that analyses ask."""

    address: HttpUrl = Field(description="Its address inside the cluster.")
    namespace: DnsLabel = Field(default="monitoring", description="Its namespace; pods there may scrape.")
    version: Literal[2, 3] = Field(default=3, description="Its major version: ranges are left-open in 3, closed in 2.")
    scrape_interval: Duration = Field(default=Duration("30s"), description="Time between two scrapes.")
    labels: dict[AnnotationKey, LabelValue] = Field(
        default={}, description="Labels by which the operator finds monitors and rules."
    )
    copies_pod_labels: Boolean = Field(
        default=False,
        description="Whether Istio's proxies are scraped with the label rollouts_pod_template_hash of their pods.",
    )


class Gateway(SpecModel):
    """The gateway through which traffic enters (Istio or Gateway API)."""

    name: DnsLabel = Field(default="gateway", description="The Gateway object's name.")
    namespace: DnsLabel = Field(default="istio-ingress", description="The namespace of the gateway's pods.")
    class_name: DnsLabel = Field(default="istio", description="The GatewayClass, with Gateway API.")
    selector: dict[AnnotationKey, LabelValue] = Field(
        default={"istio": "ingress"}, description="The gateway pods' labels, with Istio."
    )
    tls_secret: DnsLabel | None = Field(
        default=None,
        description="A Secret with the certificate: with Istio in the gateway's namespace, else in the environment's.",
    )


class SecretStore(SpecModel):
    """The External Secrets store."""

    name: DnsLabel = Field(default="aws-secrets-manager", description="Its name.")
    kind: Literal["ClusterSecretStore", "SecretStore"] = Field(default="ClusterSecretStore", description="Its kind.")
    refresh_interval: Duration = Field(default=Duration("1h"), description="How often values are fetched anew.")


class RolloutsNotifications(SpecModel):
    """What the Rollouts controller's notification configuration has (its release's, not made here)."""

    triggers: tuple[DnsLabel, ...] = Field(default=(), description="The names of its triggers: on-rollout-aborted.")
    services: tuple[DnsLabel, ...] = Field(default=(), description="The names of its services: slack.")


class Cluster(SpecModel):
    """The cluster and what stands in it."""

    name: DnsLabel = Field(description="The cluster's name.")
    provider: Literal["eks", "gke", "aks", "other"] = Field(default="other", description="Who runs it.")
    region: Line | None = Field(default=None, description="Its region.")
    kubernetes_version: Literal["1.33", "1.34", "1.35"] = Field(default="1.34", description="Its minor version.")
    mesh: Literal["none", "istio", "linkerd"] = Field(
        default="none",
        description="The service mesh, installed with its CNI plugin (init containers break the restricted standard).",
    )
    traffic_router: Literal["none", "istio", "gatewayApi"] = Field(
        default="none", description="What splits traffic between versions."
    )
    rollouts_namespace: DnsLabel = Field(
        default="argo-rollouts", description="The namespace of the Argo Rollouts controller."
    )
    rollouts_in_mesh: Boolean | None = Field(
        default=None,
        description="Whether the controller is in the mesh: web metrics need it there, and that it is stated.",
    )
    rollouts_notifications: RolloutsNotifications = Field(
        default=RolloutsNotifications.model_construct(), description="What subscriptions may refer to."
    )
    prometheus: Prometheus | None = Field(default=None, description="The Prometheus that analyses ask.")
    gateway: Gateway = Field(default=Gateway.model_construct(), description="Where traffic enters.")
    secret_store: SecretStore = Field(default=SecretStore.model_construct(), description="Where secrets come from.")


class DataStore(SpecModel):
    """A database, queue or collector that workloads use and summitgen does not install."""

    type: Literal["postgresql", "neo4j", "redis", "kafka", "opensearch", "otlp", "other"] = Field(
        description="What it is."
    )
    port: Port = Field(description="Its port.")
    host: HostName = Field(description="Its host name.")
    cidr: Cidr | None = Field(default=None, description="Its addresses, for a managed one: a policy can't name a host.")
    namespace: DnsLabel | None = Field(default=None, description="Its namespace, for one in the cluster.")

    @model_validator(mode="after")
    def _one_of_two(self) -> DataStore:
        if (self.cidr is None) == (self.namespace is None):
            raise ValueError(
                "a data store has exactly one of cidr and namespace\nremedy: add `cidr: 10.0.0.0/16` for a managed one"
            )
        return self


ActionName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){1,6}$",
        description="An action as workflows name it: owner/repository or owner/repository/folder.",
    ),
]
ActionVersion = Annotated[
    str,
    Field(
        pattern=r"^v?[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,50})?$",
        description="An exact version with its three numbers: v4.2.0.",
    ),
]


class ActionPin(SpecModel):
    """The commit that an action's version is."""

    name: ActionName = Field(description="owner/repository, with the action's folder where it has one.")
    version: ActionVersion = Field(description="vX.Y.Z.")
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$", description="The full commit.")]


class Notifications(SpecModel):
    """Who is told."""

    slack_channel: Line | None = Field(default=None, description="A Slack channel, with its #.")


class Pipeline(SpecModel):
    """How images are built and delivered."""

    registry: Repository | None = Field(default=None, description="Registry and owner: ghcr.io/owner.")
    platforms: tuple[Platform, ...] = Field(
        default=("linux/amd64",), min_length=1, description="Platforms of the images."
    )
    deploy: Boolean = Field(
        default=True,
        description="Whether the generated workflows deploy this environment; false where other means do (GitOps).",
    )
    approvals: Count | None = Field(default=None, description="Reviewers that a deployment waits for.")
    notifications: Notifications = Field(default=Notifications.model_construct(), description="Who is told.")
    action_pins: tuple[ActionPin, ...] = Field(default=(), description="Actions of the workflow, by commit.")
    base_images: tuple[BaseImage, ...] = Field(
        default=(),
        description="What images are built from, by digest: for each build one to build from and one to run on.",
    )


class RollbackWatch(SpecModel):
    """What is watched after a deployment, and when it is taken back."""

    interval: Duration = Field(default=Duration("30s"), description="Time between two looks.")
    failures: Count = Field(default=3, description="Bad looks in a row that trigger the rollback.")
    error_rate: Percentage = Field(default=Percentage("5%"), description="Bad above this share of failed requests.")
    latency: Latency = Field(default=Latency("1s"), description="Bad above this response time.")
    quantile: Percentage = Field(default=Percentage("95%"), description="Which quantile of the response time.")
    restarts: Count = Field(default=3, description="Bad at so many restarts.")
    cpu: Percentage = Field(default=Percentage("90%"), description="Bad above this share of the CPU limit.")
    memory: Percentage = Field(default=Percentage("90%"), description="Bad above this share of the memory limit.")


class Environment(SpecModel):
    """One environment's spec."""

    tier: Tier = Field(description="What it is for.")
    namespace: DnsLabel = Field(description="The namespace of its workloads.")
    branches: tuple[Line, ...] = Field(default=(), description="Branches whose pushes are deployed here.")
    cluster: Cluster = Field(description="Where it runs.")
    data_stores: dict[DnsLabel, DataStore] = Field(default={}, description="What its workloads store their data in.")
    workloads: dict[DnsLabel, Workload] = Field(min_length=1, description="What runs in it.")
    pipeline: Pipeline = Field(default=Pipeline.model_construct(), description="How images are built and delivered.")
    rollback: RollbackWatch = Field(
        default=RollbackWatch.model_construct(), description="The watch after a deployment."
    )
