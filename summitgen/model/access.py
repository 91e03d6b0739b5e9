"""Who may talk to a workload, where to it may connect, and what it may do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from summitgen.model.base import NonEmpty, Port, SpecModel
from summitgen.model.names import (
    AnnotationKey,
    Cidr,
    DnsLabel,
    HostName,
    PortName,
    UrlPath,
)


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


class Exposure(SpecModel):
    """A public host: by an Ingress, or by the environment's gateway where there is one."""

    host: HostName = Field(description="The host name.")
    path: UrlPath = Field(default="/", description="The path prefix.")
    ingress_class: DnsLabel | None = Field(default=None, description="The Ingress class, without a router.")
    tls_secret: DnsLabel | None = Field(
        default=None, description="An existing Secret with the certificate, without a router."
    )
    annotations: dict[AnnotationKey, str] = Field(default={}, description="Annotations of the Ingress.")
