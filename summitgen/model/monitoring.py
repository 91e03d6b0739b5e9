"""Where a workload's own metrics are, and which conventions they follow."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from summitgen.model.base import MetricText, NonEmpty, SpecModel
from summitgen.model.names import (
    LabelName,
    MetricName,
    PortName,
    UrlPath,
)
from summitgen.model.units import Latency


class RequestMetrics(SpecModel):
    """The counter of requests and how it names failures."""

    metric: MetricName = Field(default="http_requests_total", description="A counter.")
    labels: dict[LabelName, MetricText] = Field(default={}, description="Further labels that select its series.")
    status_label: LabelName = Field(default="status_code", description="The label that holds the status.")
    errors: NonEmpty = Field(default="5..", description="A regular expression over that label: which requests failed.")


class DurationMetrics(SpecModel):
    """The histogram of response times."""

    metric: MetricName = Field(default="http_request_duration_seconds", description="The histogram, without _bucket.")
    labels: dict[LabelName, MetricText] = Field(default={}, description="Further labels that select its series.")
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
