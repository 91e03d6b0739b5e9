"""What is played: a rollout's settings, read from the very objects that are printed for it.

Only what a query *means* comes from the model: from its PromQL it could not be read back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from summitgen.model.units import Duration
from summitgen.simulator.assessment import DEFAULT_CONSECUTIVE_ERROR_LIMIT, Limits
from summitgen.values.in_a_row import COMPANION
from summitgen.values.strategies import analyses_of, template_names, uses_of

if TYPE_CHECKING:
    from summitgen.model.metrics import Metric
    from summitgen.model.strategy import StrategyName
    from summitgen.printers.plain import PlainPrinter
    from summitgen.values.analysis import Stage
    from summitgen.values.context import Context

SCHEDULING_SECONDS = 10
"""Assumed for placing a pod and pulling its image."""
DEFAULT_DELAY_SECONDS = 30
"""Of an aborted version's pods and of the old ones after a switch (argo-rollouts, utils/defaults)."""
DEFAULT_PROGRESS_DEADLINE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class MetricPlan:
    """A metric of an AnalysisTemplate; ``scale`` turns seconds into the unit of its latencies."""

    limits: Limits
    success: str
    failure: str
    provider: str
    metric: Metric
    scale: float
    companion: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a canary: its kind as Argo Rollouts names it, and its value; durations in seconds (None: a person)."""

    kind: str
    weight: int = 0
    duration: int | None = None
    replicas: int | None = None
    analyses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A rollout as it will be walked; times in seconds, ``analyses`` by the templates' names.

    ``progress_deadline`` aborts where ``deadline_aborts``; ``abort_delay`` None leaves the aborted pods.
    """

    workload: str
    environment: str
    strategy: str
    replicas: int
    pod_start: int
    min_ready: int
    scrape: int
    requests: float
    progress_deadline: int
    deadline_aborts: bool
    max_surge: int | str = "25%"
    max_unavailable: int | str = 0
    routed: bool = False
    dynamic: bool = False
    scale_down_delay: int = 0
    abort_delay: int | None = DEFAULT_DELAY_SECONDS
    steps: tuple[Step, ...] = ()
    background: str | None = None
    starting_step: int = 0
    pre_promotion: str | None = None
    post_promotion: str | None = None
    auto_promotion: bool = True
    auto_promotion_seconds: int = 0
    preview_replicas: int | None = None
    analyses: dict[str, tuple[MetricPlan, ...]] = field(default_factory=dict)

    @property
    def waits_for_a_person(self) -> bool:
        """Whether somebody has to promote, so that the rollout has no end of its own."""
        if self.strategy == "blueGreen":
            return not self.auto_promotion
        return any(step.kind == "pause" and step.duration is None for step in self.steps)


def plan_of(context: Context, strategy: StrategyName) -> Plan:
    """The plan of a workload delivered by one of its allowed strategies."""
    from summitgen.values.workload import workload_values

    values = cast("dict[str, Any]", workload_values(context))
    objects = [one for many in _printer().print({**values, "deploymentStrategy": strategy}).values() for one in many]
    main = next(one for one in objects if one["kind"] in ("Rollout", "Deployment"))
    templates = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "AnalysisTemplate"}
    spec = main["spec"]
    prometheus, traffic = context.environment.cluster.prometheus, context.workload.traffic
    common: dict[str, Any] = {
        "workload": context.name,
        "environment": context.environment_name,
        "strategy": strategy,
        "replicas": spec.get("replicas", context.replicas),
        "pod_start": _pod_start(spec["template"]["spec"]["containers"][0]),
        "min_ready": spec.get("minReadySeconds", 0),
        "scrape": prometheus.scrape_interval.seconds if prometheus else 30,
        "requests": float(traffic.per_second) if traffic else 100.0,
        "progress_deadline": spec.get("progressDeadlineSeconds", DEFAULT_PROGRESS_DEADLINE_SECONDS),
        "deadline_aborts": spec.get("progressDeadlineAbort", False),
        "analyses": _analyses(context, strategy, templates),
    }
    if strategy == "canary":
        return Plan(**common, **_canary(spec["strategy"]["canary"]))
    if strategy == "blueGreen":
        return Plan(**common, **_blue_green(spec["strategy"]["blueGreen"]))
    rolling = spec.get("strategy", {}).get("rollingUpdate", {})
    bounds = {"max_surge": rolling.get("maxSurge", "25%"), "max_unavailable": rolling.get("maxUnavailable", "25%")}
    return Plan(**common, **bounds)


@cache
def _printer() -> PlainPrinter:
    from summitgen.objects import analysistemplates, deployment, rollout
    from summitgen.printers.plain import PlainPrinter

    return PlainPrinter((*rollout.OBJECTS, *deployment.OBJECTS, *analysistemplates.OBJECTS))


def _canary(spec: dict[str, Any]) -> dict[str, Any]:
    background, delay = spec.get("analysis"), spec.get("abortScaleDownDelaySeconds", DEFAULT_DELAY_SECONDS)
    return {
        "max_surge": spec.get("maxSurge", "25%"),
        "max_unavailable": spec.get("maxUnavailable", 0),
        "routed": "trafficRouting" in spec,
        "dynamic": spec.get("dynamicStableScale", False),
        "scale_down_delay": spec.get("scaleDownDelaySeconds", DEFAULT_DELAY_SECONDS),
        "abort_delay": delay or None,
        "steps": tuple(_step(step) for step in spec.get("steps", ())),
        "background": _template(background),
        "starting_step": background.get("startingStep", 0) if background else 0,
    }


def _step(step: dict[str, Any]) -> Step:
    kind, value = next(iter(step.items()))
    if kind == "setWeight":
        return Step(kind, weight=value)
    if kind == "pause":
        return Step(kind, duration=_seconds(value.get("duration")))
    if kind == "analysis":
        return Step(kind, analyses=(_template(value) or "",))
    if kind == "experiment":
        templates = value["templates"]
        return Step(
            kind,
            weight=next((one.get("weight", 0) for one in templates if one["specRef"] == "canary"), 0),
            duration=_seconds(value.get("duration")),
            replicas=sum(one.get("replicas", 1) for one in templates),
            analyses=tuple(one["templateName"] for one in value.get("analyses", ())),
        )
    if kind == "setCanaryScale":
        return Step(kind, weight=value.get("weight", -1), replicas=value.get("replicas"))
    return Step(kind)


def _blue_green(spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "scale_down_delay": spec.get("scaleDownDelaySeconds", DEFAULT_DELAY_SECONDS),
        "abort_delay": spec.get("abortScaleDownDelaySeconds", DEFAULT_DELAY_SECONDS) or None,
        "auto_promotion": spec.get("autoPromotionEnabled", True),
        "auto_promotion_seconds": spec.get("autoPromotionSeconds", 0),
        "preview_replicas": spec.get("previewReplicaCount"),
        "pre_promotion": _template(spec.get("prePromotionAnalysis")),
        "post_promotion": _template(spec.get("postPromotionAnalysis")),
    }


def _template(use: dict[str, Any] | None) -> str | None:
    return str(use["templates"][0]["templateName"]) if use else None


def _pod_start(container: dict[str, Any]) -> int:
    """When a container answers at its first try: readiness is asked only once the start-up probe has passed."""
    probes = [container.get(name) or {} for name in ("startupProbe", "readinessProbe")]
    return SCHEDULING_SECONDS + max(int(probe.get("initialDelaySeconds", 0)) for probe in probes)


def _analyses(
    context: Context, strategy: StrategyName, templates: dict[str, dict[str, Any]]
) -> dict[str, tuple[MetricPlan, ...]]:
    analyses = analyses_of(context)
    uses = [use for use in uses_of(context, strategy) if use[0] in analyses]
    named = {name: use for use, name in template_names(context, uses).items()}
    made: dict[str, tuple[MetricPlan, ...]] = {}
    for name, spec in templates.items():
        analysis, stage = named[name]
        models = {metric.name: metric for metric in analyses[analysis].metrics}
        dry = {one["metricName"] for one in spec.get("dryRun", ())}
        scale = _scale(context, stage)
        made[name] = tuple(_metric(metric, models, dry, scale) for metric in spec["metrics"])
    return made


def _scale(context: Context, stage: Stage) -> float:
    from summitgen.values.analysis import AnalysisContext
    from summitgen.values.source import request_source

    source = request_source(context, AnalysisContext(context, stage).services)
    return float(source.scale) if source else 1.0


def _metric(metric: dict[str, Any], models: dict[str, Metric], dry: set[str], scale: float) -> MetricPlan:
    name = metric["name"]
    companion = name not in models
    limits = Limits(
        name=name,
        interval=_seconds(metric.get("interval")),
        initial_delay=_seconds(metric.get("initialDelay")),
        count=metric.get("count"),
        failure_limit=metric.get("failureLimit", 0),
        inconclusive_limit=metric.get("inconclusiveLimit", 0),
        error_limit=metric.get("consecutiveErrorLimit", DEFAULT_CONSECUTIVE_ERROR_LIMIT),
        success_limit=metric.get("consecutiveSuccessLimit", 0),
        dry_run=name in dry or f"^{name}$" in dry,
    )
    return MetricPlan(
        limits=limits,
        success=metric.get("successCondition", ""),
        failure=metric.get("failureCondition", ""),
        provider=next(iter(metric["provider"])),
        metric=models[name.removesuffix(COMPANION) if companion else name],
        scale=scale,
        companion=companion,
    )


def _seconds(text: str | int | None) -> int | None:
    if text is None or isinstance(text, int):
        return text
    return Duration(text).seconds
