"""A workload's container: image, ports, settings, secrets, files, probes, resources, volumes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, NonEmpty, Port, SpecModel, UserId
from summitgen.model.names import (
    AbsolutePath,
    DnsLabel,
    EnvName,
    FileName,
    ImageDigest,
    ImageTag,
    PortName,
    Repository,
    UrlPath,
)
from summitgen.model.units import Duration, Quantity


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


class Security(SpecModel):
    """The security context; what it can't say (privileges, root) can't be had."""

    run_as_user: UserId = Field(default=65532, description="The process's user id.")
    run_as_group: UserId = Field(default=65532, description="The process's group id.")
    fs_group: UserId = Field(default=65532, description="The group of mounted volumes.")
    read_only_root_filesystem: Boolean = Field(default=True, description="Nothing but volumes can be written.")


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
