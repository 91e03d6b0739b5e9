"""Metrics of an analysis: typed, each with a threshold, an interval, a count and what no data means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, InARow, MetricText, NonNegative, SpecModel
from summitgen.model.names import DnsLabel, ImageDigest, ImageTag, LabelName, MetricName, Repository, UrlPath
from summitgen.model.units import Duration, Latency, Percentage, Rate

NoData = Literal["pass", "hold", "fail"]


class MetricBase(SpecModel):
    """What every metric has."""

    name: DnsLabel = Field(description="Names the metric inside its analysis.")
    interval: Duration = Field(default=Duration("1m"), description="Time between two measurements.")
    count: Count | Literal["endless"] | None = Field(
        default=None,
        description="How many measurements, or `endless`. Left out: 5, and endless in a background analysis.",
    )
    initial_delay: Duration | None = Field(default=None, description="Time before the first measurement.")
    failure_limit: NonNegative = Field(default=0, description="Failed measurements that are tolerated; below `count`.")
    dry_run: Boolean = Field(default=False, description="Measure and report, never fail.")
    retention: Count | None = Field(
        default=None, description="How many of its measurements an AnalysisRun keeps; left out: 10."
    )


class QueryMetric(MetricBase):
    """A metric that is a Prometheus query."""

    window: Duration = Field(default=Duration("2m"), description="The range of the rate; at least 4 scrape intervals.")
    no_data: NoData = Field(
        default="hold",
        description="What no data (no series, or NaN) means: `pass`, `hold` (the rollout pauses) or `fail`.",
    )
    failures_in_a_row: InARow | None = Field(
        default=None,
        description="Fail at so many bad values in a row, an interval apart; left out: at more than `failureLimit`.",
    )
    minimum_rate: Rate | None = Field(
        default=None, description="Requests per second below which a result counts as no data."
    )


class ErrorRate(QueryMetric):
    """The share of requests that fail stays below the threshold."""

    type: Literal["errorRate"]
    threshold: Percentage = Field(description="Fails at or above this share of failed requests.")


class SuccessRate(QueryMetric):
    """The share of requests that succeed stays above the threshold (compiled as 1 - error rate)."""

    type: Literal["successRate"]
    threshold: Percentage = Field(description="Fails at or below this share of successful requests.")


class LatencyMetric(QueryMetric):
    """A quantile of the response time stays below the threshold."""

    type: Literal["latency"]
    quantile: Percentage = Field(default=Percentage("95%"), description="Which quantile: 95% is P95.")
    threshold: Latency = Field(description="Fails at or above this response time.")
    form: Literal["quantile", "slo"] = Field(
        default="quantile",
        description="`quantile` estimates inside a bucket; `slo` counts requests below a bucket bound.",
    )


class Comparison(QueryMetric):
    """The new version's error rate or latency against the stable one's."""

    type: Literal["comparison"]
    of: Literal["errorRate", "latency"] = Field(default="errorRate", description="What is compared.")
    quantile: Percentage = Field(default=Percentage("95%"), description="Which quantile, for latency.")
    threshold: Percentage = Field(description="How much worse than stable is still accepted: 20% is 1.2 times.")
    floor: Percentage | Latency | None = Field(
        default=None, description="A difference that is always accepted: 0.5% of errors, 50ms of latency."
    )


class Database(QueryMetric):
    """The data stores answer: by the workload's readiness endpoint or by an exporter's gauge."""

    type: Literal["database"]
    source: Literal["readiness", "exporter"] = Field(
        default="readiness",
        description="What is asked. `readiness` fails only when no pod of the new version is ready.",
    )
    metric: MetricName = Field(default="pg_up", description="The exporter's gauge, 1 when the store answers.")
    labels: dict[LabelName, MetricText] | None = Field(
        default=None, description="Labels that select the gauge's series; left out: the environment's namespace."
    )


class ResourceUsage(QueryMetric):
    """CPU or memory of the new pods against their limits."""

    type: Literal["resourceUsage"]
    resource: Literal["cpu", "memory"] = Field(description="Which resource.")
    threshold: Percentage = Field(description="Fails at or above this share of the limit.")


class Restarts(QueryMetric):
    """Containers of the new pods restart fewer times than the threshold in the window (kube-state-metrics)."""

    type: Literal["restarts"]
    threshold: Count = Field(default=1, description="Fails at or above this many restarts in the window.")


class Series(SpecModel):
    """A counter, selected by labels."""

    metric: MetricName = Field(description="The counter's name.")
    labels: dict[LabelName, MetricText] = Field(default={}, description="Labels that select the series.")


class Business(QueryMetric):
    """A business rate of the new version against the same of stable."""

    type: Literal["business"]
    numerator: Series = Field(description="What is wanted: orders placed, successful operations.")
    denominator: Series = Field(description="What it is a share of: operations started.")
    threshold: Percentage = Field(default=Percentage("80%"), description="Fails below this share of stable's rate.")


class Health(MetricBase):
    """The health endpoint of the new version answers 2xx and, where said, the expected value."""

    type: Literal["health"]
    path: UrlPath | None = Field(default=None, description="The path; left out: that of the readiness probe.")
    json_path: MetricText | None = Field(default=None, description="Which part of the JSON answer, such as {$.status}.")
    expected: MetricText | None = Field(
        default=None,
        description="The value it must have, such as ok; an answer that is no JSON passes (webmetric.go).",
    )
    interval: Duration = Field(default=Duration("30s"), description="Time between two measurements.")


class SmokeTest(MetricBase):
    """A Job that runs once against the new version; it fails the analysis when it exits other than 0."""

    type: Literal["smokeTest"]
    image: Repository = Field(description="The image of the tests.")
    tag: ImageTag | None = Field(default=None, description="Its tag, unless a digest is given.")
    digest: ImageDigest | None = Field(default=None, description="Its digest.")
    command: tuple[MetricText, ...] = Field(min_length=1, description="The command, as a list.")
    timeout: Duration = Field(
        default=Duration("5m"), description="After which the Job is ended (activeDeadlineSeconds)."
    )

    @model_validator(mode="after")
    def _tag_or_digest(self) -> SmokeTest:
        if self.tag is None and self.digest is None:
            raise ValueError("an image needs a tag or a digest\nremedy: add `tag: 1.0.0`, or `digest: sha256:…`")
        return self


class PromQL(QueryMetric):
    """A query of one's own, with a threshold and a direction instead of a condition."""

    type: Literal["promql"]
    query: MetricText = Field(
        description="A PromQL expression; `$hash` stands for the new version's pod template hash."
    )
    threshold: float = Field(allow_inf_nan=False, description="The bound of the result.")
    direction: Literal["below", "above"] = Field(description="On which side of the threshold the result is good.")


Metric = Annotated[
    ErrorRate
    | SuccessRate
    | LatencyMetric
    | Comparison
    | Database
    | ResourceUsage
    | Restarts
    | Business
    | Health
    | SmokeTest
    | PromQL,
    Field(discriminator="type"),
]


class Analysis(SpecModel):
    """A named list of metrics that strategies refer to; it becomes AnalysisTemplates."""

    name: DnsLabel = Field(description="Names the analysis inside its workload.")
    metrics: tuple[Metric, ...] = Field(min_length=1, description="What is measured.")
