"""What a measurement sees: the scenario over the metric's window, as far as requests reached the new version.

Prometheus knows what was scraped last. Response times are taken as exponentially distributed, so that one figure, the
P95, gives every quantile and every share; a container that crashes restarts once a minute. Both are assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING, Protocol

from summitgen.model import metrics as kinds
from summitgen.model.units import Latency, Percentage
from summitgen.simulator.analysis import Answer
from summitgen.simulator.assessment import Phase
from summitgen.simulator.conditions import Value, judge
from summitgen.simulator.scenario import Course, Scenario, constant, mean
from summitgen.values.queries import ERROR_FLOOR, LATENCY_FLOOR

if TYPE_CHECKING:
    from summitgen.simulator.plan import MetricPlan, Plan

SMOKE_TEST_SECONDS = 60
"""Assumed for a smoke test that passes."""
USUAL_USAGE = 0.5
_P95 = log(0.05)


class Traffic(Protocol):
    """How the rollout stands."""

    @property
    def shares(self) -> Course[float]:
        """The share of the requests that the new version has had until now."""
        ...

    @property
    def new_pods(self) -> tuple[int, int]:
        """How many pods of the new version are wanted, and how many serve."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """A window of time as a query sees it, with the requests of both versions per second."""

    start: int
    end: int
    scenario: Scenario
    requests: Course[float]
    shares: Course[float]

    def rate(self, *, stable: bool = False) -> float:
        """The requests of a version."""
        return mean((self.requests, self._share(stable=stable)), self.start, self.end)

    def per_request(self, course: Course[float], *, stable: bool = False) -> float:
        """A value's mean over the requests of a version, of which there are some."""
        return mean((self.requests, self._share(stable=stable), course), self.start, self.end) / self.rate(
            stable=stable
        )

    def _share(self, *, stable: bool) -> Course[float]:
        return Course(tuple((at, 1 - share) for at, share in self.shares.points)) if stable else self.shares


class Sampler:
    """The provider of a run's measurements."""

    def __init__(self, plan: Plan, scenario: Scenario, metrics: tuple[MetricPlan, ...], traffic: Traffic) -> None:
        """For the metrics of one AnalysisTemplate."""
        self._plan = plan
        self._scenario = scenario
        self._metrics = {metric.limits.name: metric for metric in metrics}
        self._traffic = traffic

    def measure(self, metric: str, now: int, *, resumed: bool) -> Answer:
        """The answer at this second."""
        one = self._metrics[metric]
        said = self._scenario.metrics[metric].at(now) if metric in self._scenario.metrics else None
        if said in ("error", "fail"):
            return Answer(Phase.ERROR if said == "error" else Phase.FAILED, value=str(said))
        if one.provider == "prometheus":
            return self._query(one, now, said)
        return self._request(one) if one.provider == "web" else self._job(one, now, resumed=resumed)

    def _query(self, one: MetricPlan, now: int, said: float | str | None) -> Answer:
        if not self._scenario.prometheus.at(now):
            return Answer(Phase.ERROR, value="Prometheus doesn't answer")
        value = self._value(one, now) if said is None else [] if isinstance(said, str) else [float(said)]
        shown = f"{value[0]:.4g}" if value else "no data"
        return Answer(judge(one.success, one.failure, value), value=shown)

    def _request(self, one: MetricPlan) -> Answer:
        if self._traffic.new_pods[1] == 0:
            return Answer(Phase.ERROR, value="no pod answers")
        expected: Value = getattr(one.metric, "expected", None) or "ok"
        return Answer(judge(one.success, one.failure, expected), value=str(expected))

    def _job(self, one: MetricPlan, now: int, *, resumed: bool) -> Answer:
        timeout = one.metric.timeout.seconds if isinstance(one.metric, kinds.SmokeTest) else SMOKE_TEST_SECONDS
        if not resumed:
            return Answer(Phase.RUNNING, now + min(timeout, SMOKE_TEST_SECONDS))
        passes = self._traffic.new_pods[1] > 0
        return Answer(Phase.SUCCESSFUL if passes else Phase.FAILED, value="passed" if passes else "no pod answers")

    def _value(self, one: MetricPlan, now: int) -> list[float]:
        metric = one.metric
        if not isinstance(metric, kinds.QueryMetric):
            return []
        if metric.failures_in_a_row is None or one.companion:
            return self._underlying(one, now)
        times = [now - metric.interval.seconds * back for back in range(metric.failures_in_a_row)]
        values = [value for at in times if at >= 0 for value in self._underlying(one, at)]
        return [float(sum(_is_bad(metric, value, one.scale) for value in values))]

    def _underlying(self, one: MetricPlan, now: int) -> list[float]:
        metric = one.metric
        assert isinstance(metric, kinds.QueryMetric)
        # Prometheus has what it scraped last.
        end = now - now % self._plan.scrape
        requests = self._scenario.requests or constant(self._plan.requests)
        span = Span(end - metric.window.seconds, end, self._scenario, requests, self._traffic.shares)
        if isinstance(metric, kinds.Restarts | kinds.ResourceUsage):
            return self._of_pods(metric, span)
        if isinstance(metric, kinds.Database):
            return [1.0]
        if isinstance(metric, kinds.PromQL):
            return [metric.threshold - 1 if metric.direction == "below" else metric.threshold + 1]
        return of_requests(metric, span, one.scale)

    def _of_pods(self, metric: kinds.QueryMetric, span: Span) -> list[float]:
        wanted, _ = self._traffic.new_pods
        if wanted == 0:
            return []
        if isinstance(metric, kinds.ResourceUsage):
            return [USUAL_USAGE]
        crashing = Course(tuple((at, 0.0 if well else 1.0) for at, well in self._scenario.pods.points))
        minutes = mean((crashing,), max(0, span.start), span.end) * (span.end - max(0, span.start)) / 60
        return [wanted * minutes]


def of_requests(metric: kinds.QueryMetric, span: Span, scale: float) -> list[float]:
    """The value of a metric of requests: nothing where there were too few."""
    least = float(metric.minimum_rate.per_second) if metric.minimum_rate else 0.0
    if span.rate() <= least:
        return []
    if isinstance(metric, kinds.ErrorRate | kinds.SuccessRate):
        errors = span.per_request(span.scenario.errors)
        return [errors if isinstance(metric, kinds.ErrorRate) else 1 - errors]
    if isinstance(metric, kinds.LatencyMetric):
        return [_latency(metric, span, scale)]
    return [_compared(metric, span, scale)] if span.rate(stable=True) > least else []


def _latency(metric: kinds.LatencyMetric, span: Span, scale: float) -> float:
    p95 = span.per_request(span.scenario.latency)
    if metric.form == "slo":
        return 1 - exp(_P95 * float(metric.threshold.seconds) / p95)
    return _quantile(p95, metric.quantile) * scale


def _compared(metric: kinds.QueryMetric, span: Span, scale: float) -> float:
    scenario = span.scenario
    if isinstance(metric, kinds.Comparison) and metric.of == "latency":
        new, old = span.per_request(scenario.latency), span.per_request(scenario.stable_latency, stable=True)
        factor = 1 + float(metric.threshold.fraction)
        return (_quantile(new, metric.quantile) - factor * _quantile(old, metric.quantile)) * scale
    new, old = span.per_request(scenario.errors), span.per_request(scenario.stable_errors, stable=True)
    if isinstance(metric, kinds.Comparison):
        return new - (1 + float(metric.threshold.fraction)) * old
    return (1 - new) / (1 - old)


def _quantile(p95: float, quantile: Percentage) -> float:
    return p95 * log(1 - min(float(quantile.fraction), 0.9999)) / _P95


def _is_bad(metric: kinds.QueryMetric, value: float, scale: float) -> bool:
    bound, above = _bound(metric, scale)
    if isinstance(metric, kinds.SuccessRate) or (isinstance(metric, kinds.PromQL) and above):
        return value <= bound
    return value < bound if above else value >= bound


def _bound(metric: kinds.QueryMetric, scale: float) -> tuple[float, bool]:
    """A metric's threshold in the unit of its query, and whether values above it are the good ones."""
    bound, above = 1.0, isinstance(metric, kinds.SuccessRate | kinds.Business | kinds.Database)
    if isinstance(metric, kinds.ErrorRate | kinds.SuccessRate | kinds.ResourceUsage | kinds.Business):
        bound = float(metric.threshold.fraction)
    elif isinstance(metric, kinds.LatencyMetric):
        above = metric.form == "slo"
        bound = float(metric.quantile.fraction) if above else float(metric.threshold.seconds) * scale
    elif isinstance(metric, kinds.Comparison):
        bound = _floor(metric, scale)
    elif isinstance(metric, kinds.PromQL | kinds.Restarts):
        bound = float(metric.threshold)
        above = isinstance(metric, kinds.PromQL) and metric.direction == "above"
    return bound, above


def _floor(metric: kinds.Comparison, scale: float) -> float:
    if metric.of == "errorRate":
        return float(metric.floor.fraction if isinstance(metric.floor, Percentage) else ERROR_FLOOR)
    return float(metric.floor.seconds if isinstance(metric.floor, Latency) else LATENCY_FLOOR) * scale


class AllWell:
    """A provider whose measurements all succeed, at once: how long a rollout takes when nothing is wrong."""

    def __init__(self, metrics: tuple[MetricPlan, ...]) -> None:
        """For the metrics of one AnalysisTemplate."""
        self._jobs = {metric.limits.name for metric in metrics if metric.provider == "job"}

    def measure(self, metric: str, now: int, *, resumed: bool) -> Answer:
        """Success; of a Job, after the time that one is assumed to take."""
        answer = Answer(Phase.SUCCESSFUL)
        if metric in self._jobs and not resumed:
            return replace(answer, phase=Phase.RUNNING, resume_at=now + SMOKE_TEST_SECONDS)
        return answer
