"""Analyses of the spec compiled to AnalysisTemplates, for the stage of a rollout that uses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from summitgen.model.metrics import Health, QueryMetric, SmokeTest
from summitgen.values.provider import provider_of

if TYPE_CHECKING:
    from summitgen.model.metrics import Analysis, Metric
    from summitgen.values.context import Context
    from summitgen.values.shape_delivery import AnalysisUse, AnalysisValues, MetricValues
    from summitgen.values.source import Version

Stage = Literal["step", "background", "prePromotion", "postPromotion"]
SUFFIXES: dict[Stage, str] = {
    "step": "step", "background": "background", "prePromotion": "pre-promotion", "postPromotion": "post-promotion",
}  # fmt: skip
DEFAULT_COUNT = 5


@dataclass(frozen=True, slots=True)
class AnalysisContext:
    """An analysis is compiled for a stage: it decides through which Service a version is reached."""

    context: Context
    stage: Stage

    @property
    def services(self) -> dict[Version, str]:
        """The Services of the new and the stable version at this stage."""
        name = self.context.name
        if self.stage == "prePromotion":
            return {"latest": f"{name}-preview", "stable": name}
        if self.stage == "postPromotion":
            return {"latest": name, "stable": f"{name}-preview"}
        return {"latest": f"{name}-canary", "stable": name}

    @property
    def base_url(self) -> str:
        """The address of the new version, with its namespace: the controller lives in another one."""
        service = self.services["latest"]
        return f"http://{service}.{self.context.environment.namespace}.svc.cluster.local:{self.context.workload.port}"


def analysis_values(analysis: Analysis, name: str, used: AnalysisContext) -> AnalysisValues:
    """The AnalysisTemplate of an analysis, with just the arguments that its metrics mention."""
    metrics = [_metric(metric, used) for metric in analysis.metrics]
    mentioned = json.dumps([metric["provider"] for metric in metrics])
    args = [{"name": arg} for arg in ("latest-hash", "stable-hash") if f"{{{{args.{arg}}}}}" in mentioned]
    dry_run: list[dict[str, Any]] = [{"metricName": metric.name} for metric in analysis.metrics if metric.dry_run]
    return {"name": name, "args": args, "metrics": metrics, "dryRun": dry_run}


def analysis_use(values: AnalysisValues) -> AnalysisUse:
    """The reference to an AnalysisTemplate: each declared argument supplied once."""
    hashes = {"latest-hash": "Latest", "stable-hash": "Stable"}
    args = [{"name": arg["name"], "valueFrom": {"podTemplateHashValue": hashes[arg["name"]]}} for arg in values["args"]]
    return {"template": values["name"], "args": args}


def _metric(metric: Metric, used: AnalysisContext) -> MetricValues:
    provider, conditions = provider_of(metric, used)
    once = isinstance(metric, SmokeTest)
    delay = metric.initial_delay
    if delay is None and isinstance(metric, QueryMetric) and used.stage != "step":
        # A rate needs its whole window behind it, or it mixes in what was before.
        delay = metric.window
    return {
        "name": metric.name,
        "interval": None if once else metric.interval.text,
        "initialDelay": delay.text if delay else None,
        "count": 1 if once else _count(metric, used.stage),
        "failureLimit": metric.failure_limit,
        "consecutiveErrorLimit": 2 if isinstance(metric, Health) else 4,
        "successCondition": conditions.success if conditions else None,
        "failureCondition": conditions.failure if conditions else None,
        "provider": provider,
    }


def _count(metric: Metric, stage: Stage) -> int | None:
    if metric.count == "endless":
        return None
    if metric.count is None:
        return None if stage == "background" else DEFAULT_COUNT
    return metric.count
