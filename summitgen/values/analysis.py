"""Analyses of the spec compiled to AnalysisTemplates, for the stage of a rollout that uses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from summitgen.model.metrics import Health, QueryMetric, SmokeTest
from summitgen.values.in_a_row import lookback_seconds
from summitgen.values.provider import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Analysis, Metric
    from summitgen.values.context import Context
    from summitgen.values.shape_delivery import AnalysisUse, AnalysisValues, MetricValues
    from summitgen.values.source import Version

Stage = Literal["step", "background", "prePromotion", "postPromotion", "experiment"]
SUFFIXES: dict[Stage, str] = {
    "step": "step", "background": "background", "prePromotion": "pre-promotion", "postPromotion": "post-promotion",
    "experiment": "experiment",
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
    def subsets(self) -> bool:
        """Whether calls reach both versions through one Service, of which Istio splits subsets."""
        canary = self.context.workload.strategies.canary
        promoted = self.stage in ("prePromotion", "postPromotion")
        return not promoted and self.context.router == "istio" and canary is not None and canary.split == "subsets"

    @property
    def base_url(self) -> str:
        """The address of the new version, with its namespace: the controller lives in another one."""
        service = self.services["latest"]
        return f"http://{service}.{self.context.environment.namespace}.svc.cluster.local:{self.context.workload.port}"


def analysis_values(analysis: Analysis, name: str, used: AnalysisContext) -> AnalysisValues:
    """The AnalysisTemplate of an analysis, with just the arguments that its metrics mention."""
    made = [(metric, list(_metrics(metric, used))) for metric in analysis.metrics]
    metrics = [values for _, several in made for values in several]
    mentioned = json.dumps([metric["provider"] for metric in metrics])
    args = [{"name": arg} for arg in ("latest-hash", "stable-hash") if f"{{{{args.{arg}}}}}" in mentioned]
    dry_run: list[dict[str, Any]] = [
        {"metricName": values["name"]} for metric, several in made if metric.dry_run for values in several
    ]
    retention: list[dict[str, Any]] = [
        {"metricName": values["name"], "limit": metric.retention}
        for metric, several in made
        if metric.retention is not None
        for values in several
    ]
    return {"name": name, "args": args, "metrics": metrics, "dryRun": dry_run, "measurementRetention": retention}


def analysis_use(values: AnalysisValues) -> AnalysisUse:
    """The reference to an AnalysisTemplate: each declared argument supplied once."""
    hashes = {"latest-hash": "Latest", "stable-hash": "Stable"}
    args = [{"name": arg["name"], "valueFrom": {"podTemplateHashValue": hashes[arg["name"]]}} for arg in values["args"]]
    return {"template": values["name"], "args": args}


def _metrics(metric: Metric, used: AnalysisContext) -> Iterator[MetricValues]:
    once = isinstance(metric, SmokeTest)
    for name, provider, conditions in questions(metric, used):
        yield {
            "name": name,
            "interval": None if once else metric.interval.text,
            "initialDelay": _initial_delay(metric, used.stage),
            "count": 1 if once else _count(metric, used.stage),
            "failureLimit": metric.failure_limit,
            "consecutiveErrorLimit": 2 if isinstance(metric, Health) else 4,
            "successCondition": conditions.success if conditions else None,
            "failureCondition": conditions.failure if conditions else None,
            "provider": provider,
        }


def _initial_delay(metric: Metric, stage: Stage) -> str | None:
    if metric.initial_delay is not None:
        return metric.initial_delay.text
    if not isinstance(metric, QueryMetric) or stage == "step":
        return None
    # A rate needs its whole window behind it, or it mixes in what was before.
    return metric.window.text if metric.failures_in_a_row is None else f"{lookback_seconds(metric)}s"


def _count(metric: Metric, stage: Stage) -> int | None:
    if metric.count == "endless":
        return None
    if metric.count is None:
        return None if stage == "background" else DEFAULT_COUNT
    return metric.count
