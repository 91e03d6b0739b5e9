"""A workload: a deployable service."""

from __future__ import annotations

from pydantic import Field

from summitgen.model.access import Exposure, NetworkAccess, ServiceAccountSpec
from summitgen.model.base import Count, NonEmpty, Port, SpecModel
from summitgen.model.build import Build
from summitgen.model.container import (
    ConfigFile,
    ContainerPort,
    EnvVariable,
    Image,
    Lifecycle,
    Probes,
    Resources,
    SecretReference,
    Security,
    Volume,
)
from summitgen.model.metrics import Analysis
from summitgen.model.monitoring import Monitoring
from summitgen.model.names import (
    AbsolutePath,
    AnnotationKey,
    DnsLabel,
    LabelValue,
)
from summitgen.model.scaling import Autoscaling, DisruptionBudget, Topology
from summitgen.model.strategy import Strategies, StrategyName
from summitgen.model.units import Rate


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
