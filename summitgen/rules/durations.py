"""Rule: times are as long as what they are for can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import QueryMetric, SmokeTest
from summitgen.model.units import Duration
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.strategy import Canary
    from summitgen.rules.view import EnvironmentView, Path, WorkloadView

YEAR = Duration("8760h")
HOUR = Duration("1h")
HALF_HOUR = Duration("30m")
LONGEST = {most.text: most.seconds for most in (YEAR, HOUR, HALF_HOUR)}
Limited = tuple["Path", Duration, int, Duration]


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """Every duration of the environment and its workloads."""
    # The same few texts stand everywhere, and reading one takes longer than looking it up.
    seconds: dict[str, int] = {}
    for path, value, least, most in _all(environment):
        length = seconds.get(value.text)
        if length is None:
            length = seconds[value.text] = value.seconds
        if not least <= length <= LONGEST[most.text]:
            message = f"{value} is out of range; {least}s to {most} are allowed"
            nearest = f"{least}s" if length < least else most.text
            yield Violation(path, message, f"Write `{path[-1]}: {nearest}`, or a value between.")


def _all(environment: EnvironmentView) -> Iterator[Limited]:
    spec = environment.resolved.spec
    prometheus = spec.cluster.prometheus
    if prometheus is not None:
        yield ("cluster", "prometheus", "scrapeInterval"), prometheus.scrape_interval, 1, YEAR
    yield ("cluster", "secretStore", "refreshInterval"), spec.cluster.secret_store.refresh_interval, 1, YEAR
    yield ("rollback", "interval"), spec.rollback.interval, 1, YEAR
    for workload in environment.workloads:
        for path, value, least, most in (*_of_pods(workload), *_of_rollouts(workload), *_of_metrics(workload)):
            yield ("workloads", workload.name, *path), value, least, most


def _of_pods(workload: WorkloadView) -> Iterator[Limited]:
    spec = workload.spec
    probes = {"liveness": spec.probes.liveness, "readiness": spec.probes.readiness, "startup": spec.probes.startup}
    for name, probe in probes.items():
        if probe is not None:
            yield ("probes", name, "initialDelay"), probe.initial_delay, 0, YEAR
            yield ("probes", name, "period"), probe.period, 1, YEAR
            yield ("probes", name, "timeout"), probe.timeout, 1, YEAR
    yield ("lifecycle", "terminationGracePeriod"), spec.lifecycle.termination_grace_period, 1, YEAR
    if spec.autoscaling is not None:
        policies = {"scaleUp": spec.autoscaling.scale_up, "scaleDown": spec.autoscaling.scale_down}
        for key, policy in policies.items():
            if policy is not None:
                yield ("autoscaling", key, "period"), policy.period, 1, HALF_HOUR
                yield ("autoscaling", key, "stabilization"), policy.stabilization, 0, HOUR


def _of_rollouts(workload: WorkloadView) -> Iterator[Limited]:
    strategies = workload.spec.strategies
    yield ("strategies", "progressDeadline"), strategies.progress_deadline, 1, YEAR
    if strategies.blue_green is not None:
        path = ("strategies", "blueGreen")
        yield (*path, "scaleDownDelay"), strategies.blue_green.scale_down_delay, 0, YEAR
        if strategies.blue_green.auto_promotion_after is not None:
            yield (*path, "autoPromotionAfter"), strategies.blue_green.auto_promotion_after, 1, YEAR
        if isinstance(strategies.blue_green.abort_scale_down_delay, Duration):
            yield (*path, "abortScaleDownDelay"), strategies.blue_green.abort_scale_down_delay, 1, YEAR
    if strategies.canary is not None:
        yield from _of_canary(strategies.canary)


def _of_canary(canary: Canary) -> Iterator[Limited]:
    path = ("strategies", "canary")
    if canary.scale_down_delay is not None:
        yield (*path, "scaleDownDelay"), canary.scale_down_delay, 0, YEAR
    if isinstance(canary.abort_scale_down_delay, Duration):
        yield (*path, "abortScaleDownDelay"), canary.abort_scale_down_delay, 1, YEAR
    for index, step in enumerate(canary.steps or ()):
        if isinstance(step.pause, Duration):
            yield (*path, "steps", index, "pause"), step.pause, 1, YEAR
        if step.experiment is not None and step.experiment.duration is not None:
            yield (*path, "steps", index, "experiment", "duration"), step.experiment.duration, 1, YEAR


def _of_metrics(workload: WorkloadView) -> Iterator[Limited]:
    for measured in workload.delivery.metrics:
        metric, path = measured.metric, measured.path
        yield (*path, "interval"), metric.interval, 1, YEAR
        if metric.initial_delay is not None:
            yield (*path, "initialDelay"), metric.initial_delay, 0, YEAR
        if isinstance(metric, QueryMetric):
            yield (*path, "window"), metric.window, 1, YEAR
        if isinstance(metric, SmokeTest):
            yield (*path, "timeout"), metric.timeout, 1, YEAR


RULE = Rule(
    id="environment/durations",
    title="Times are above zero and within their limits",
    severity="error",
    reason=(
        "A probe's period, a query's window or a Job's deadline of zero is refused at run time, and a pause of zero "
        "guards nothing. Kubernetes limits the autoscaler's periods to 30 minutes and its stabilization to an hour, "
        "and holds most times in 32 bits."
    ),
    source="Kubernetes API (Probe, HPAScalingRules, JobSpec); PromQL, range selectors",
    bad="workloads:\n  api:\n    probes: {readiness: {path: /health, period: 0s}}",
    good="workloads:\n  api:\n    probes: {readiness: {path: /health, period: 5s}}",
    remedy="Write a time within the limits.",
    environment=check,
)
