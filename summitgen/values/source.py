"""Where request metrics come from: the application's own, Istio's or Linkerd's, and how one version is selected.

Sources: summit.md section 1 for the application's names; progressive-delivery.md section 2 for the selectors of
Istio with split hosts and of Linkerd. With subsets the caller's proxy names the same Service for both versions, and the
canonical revision of a pod is what its labels said when it started (istio #40034), so that labels which the Rollouts
controller changes at a promotion mislead: the pods' own proxies are asked, by the label that scraping copies from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
class NamedSeries:
    """A metric's name, with the labels that select its series in any version."""

    metric: str
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestSource:
    """The series of requests and response times; ``scale`` turns seconds into the histogram's unit."""

    requests: NamedSeries
    failed: tuple[str, Matcher | str]
    durations: NamedSeries
    scale: Decimal
    labels: dict[Version, Labels]

    def total(self, version: Version) -> str:
        """All requests of a version.

        Series that don't say what became of a request are left out, or none of theirs would ever count as failed.
        """
        return self._requests(version, Matcher("!=", ""))

    def failures(self, version: Version) -> str:
        """The failed requests of a version."""
        return self._requests(version, self.failed[1])

    def buckets(self, version: Version, bound: str | None = None) -> str:
        """The histogram's buckets, or the one whose bound matches."""
        extra: Labels = {} if bound is None else {"le": "+Inf" if bound == "+Inf" else Matcher("=~", bound)}
        series = self.durations
        return selector(f"{series.metric}_bucket", {**self.labels[version], **series.labels, **extra})

    def _requests(self, version: Version, outcome: Matcher | str) -> str:
        series = self.requests
        return selector(series.metric, {**self.labels[version], **series.labels, self.failed[0]: outcome})


def version_labels(context: Context) -> dict[Version, Labels]:
    """The labels of one version's pods, which the PodMonitor copies from the pods."""
    namespace = context.environment.namespace
    return {
        "latest": {"namespace": namespace, HASH_LABEL: LATEST_HASH},
        "stable": {"namespace": namespace, HASH_LABEL: STABLE_HASH},
    }


def request_source(context: Context, services: dict[Version, str], *, subsets: bool = False) -> RequestSource | None:
    """The workload's source of request metrics; None where it has none.

    ``services`` are the Services through which a version is reached, by which Istio tells the two apart, unless it
    splits ``subsets`` of one.
    """
    monitoring = context.workload.monitoring
    if monitoring is not None:
        status = (monitoring.requests.status_label, Matcher("=~", monitoring.requests.errors))
        scale = Decimal(1) if monitoring.durations.unit == "seconds" else Decimal(1000)
        return RequestSource(
            NamedSeries(monitoring.requests.metric, dict(monitoring.requests.labels)),
            status,
            NamedSeries(monitoring.durations.metric, dict(monitoring.durations.labels)),
            scale,
            version_labels(context),
        )
    if context.mesh == "istio":
        return _istio_subsets(context) if subsets else _istio(context, services)
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
    return _of_istio(labels)


def _istio_subsets(context: Context) -> RequestSource:
    return _of_istio(
        {version: {"reporter": "destination", **pods} for version, pods in version_labels(context).items()}
    )


def _of_istio(labels: dict[Version, Labels]) -> RequestSource:
    failed = ("response_code", Matcher("=~", "5.."))
    durations = NamedSeries("istio_request_duration_milliseconds")
    return RequestSource(NamedSeries("istio_requests_total"), failed, durations, Decimal(1000), labels)


def _linkerd(context: Context) -> RequestSource:
    labels: dict[Version, Labels] = {
        version: {"direction": "inbound", **matchers} for version, matchers in version_labels(context).items()
    }
    failed, durations = ("classification", "failure"), NamedSeries("response_latency_ms")
    return RequestSource(NamedSeries("response_total"), failed, durations, Decimal(1000), labels)
