"""Where request metrics come from: the application's own, Istio's or Linkerd's, and how one version is selected.

Sources: summit.md section 1 for the application's names; progressive-delivery.md section 2 for the selectors of
Istio with split hosts and of Linkerd.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from summitgen.values.promql import Matcher, selector

if TYPE_CHECKING:
    from summitgen.values.context import Context

LATEST_HASH = "{{args.latest-hash}}"
STABLE_HASH = "{{args.stable-hash}}"
HASH_LABEL = "rollouts_pod_template_hash"

Version = Literal["latest", "stable"]
Labels = dict[str, "str | Matcher"]


@dataclass(frozen=True, slots=True)
class RequestSource:
    """The series of requests and response times; ``scale`` turns seconds into the histogram's unit."""

    requests: str
    failed: tuple[str, Matcher | str]
    durations: str
    scale: Decimal
    labels: dict[Version, Labels]

    def total(self, version: Version) -> str:
        """All requests of a version."""
        return selector(self.requests, self.labels[version])

    def failures(self, version: Version) -> str:
        """The failed requests of a version."""
        name, matcher = self.failed
        return selector(self.requests, {**self.labels[version], name: matcher})

    def buckets(self, version: Version, bound: str | None = None) -> str:
        """The histogram's buckets, or the one whose bound matches."""
        extra: Labels = {} if bound is None else {"le": "+Inf" if bound == "+Inf" else Matcher("=~", bound)}
        return selector(f"{self.durations}_bucket", {**self.labels[version], **extra})


def version_labels(context: Context) -> dict[Version, Labels]:
    """The labels of one version's pods, which the PodMonitor copies from the pods."""
    namespace = context.environment.namespace
    return {
        "latest": {"namespace": namespace, HASH_LABEL: LATEST_HASH},
        "stable": {"namespace": namespace, HASH_LABEL: STABLE_HASH},
    }


def request_source(context: Context, services: dict[Version, str]) -> RequestSource | None:
    """The workload's source of request metrics; None where it has none.

    ``services`` are the Services through which a version is reached, by which Istio tells the two apart.
    """
    monitoring = context.workload.monitoring
    if monitoring is not None:
        status = (monitoring.requests.status_label, Matcher("=~", monitoring.requests.errors))
        scale = Decimal(1) if monitoring.durations.unit == "seconds" else Decimal(1000)
        return RequestSource(
            monitoring.requests.metric, status, monitoring.durations.metric, scale, version_labels(context)
        )
    if context.mesh == "istio":
        return _istio(context, services)
    if context.mesh == "linkerd":
        return _linkerd(context)
    return None


def _istio(context: Context, services: dict[Version, str]) -> RequestSource:
    labels: dict[Version, Labels] = {
        version: {
            "reporter": "source",
            "destination_service_name": service,
            "destination_service_namespace": context.environment.namespace,
        }
        for version, service in services.items()
    }
    failed = ("response_code", Matcher("=~", "5.."))
    return RequestSource("istio_requests_total", failed, "istio_request_duration_milliseconds", Decimal(1000), labels)


def _linkerd(context: Context) -> RequestSource:
    labels: dict[Version, Labels] = {
        version: {"direction": "inbound", **matchers} for version, matchers in version_labels(context).items()
    }
    return RequestSource("response_total", ("classification", "failure"), "response_latency_ms", Decimal(1000), labels)
