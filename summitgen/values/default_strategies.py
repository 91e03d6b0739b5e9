"""Strategies for a workload whose spec has none: derived from its replicas, router and sources of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Analysis, ErrorRate, Health
from summitgen.model.steps import Step
from summitgen.model.strategy import BlueGreen, Canary
from summitgen.model.units import Duration, Percentage

if TYPE_CHECKING:
    from summitgen.values.context import Context

DEFAULT_ANALYSIS = "default"
DEFAULT_PREVIEW = "default-preview"
DEFAULT_BACKGROUND = "default-background"
ROUTED_WEIGHTS = (10, 25, 50)
STEP_PAUSE = Duration("5m")
ERROR_THRESHOLD = Percentage("5%")


def default_blue_green() -> BlueGreen:
    """A person promotes, after the preview's health was looked at: it has no requests that could be measured."""
    return BlueGreen.model_validate({"prePromotion": DEFAULT_PREVIEW})


def default_canary(context: Context) -> Canary:
    """A ladder of weights, each followed by a pause and the default analysis."""
    steps: list[Step] = []
    for weight in default_weights(context):
        steps += [
            Step.model_validate({"setWeight": weight}),
            Step.model_validate({"pause": STEP_PAUSE}),
            Step.model_validate({"analysis": DEFAULT_ANALYSIS}),
        ]
    background = {"background": DEFAULT_BACKGROUND} if _has_requests(context) else {}
    return Canary.model_validate({"steps": tuple(steps), **background})


def default_weights(context: Context) -> tuple[int, ...]:
    """With a router any weight; without one only shares that whole pods can make (rule 1): of 3 pods 33 and 67."""
    if context.router != "none":
        return ROUTED_WEIGHTS
    pods = context.replicas
    chosen = range(1, pods) if pods <= 4 else [max(1, pods // 10), pods // 4, pods // 2]
    return tuple(dict.fromkeys(round(100 * count / pods) for count in chosen))


def default_analyses(context: Context) -> tuple[Analysis, ...]:
    """The health of the new version and, where requests are measured, its error rate."""
    health = Health.model_validate({"name": "health", "type": "health", "count": 3})
    preview = Analysis.model_construct(name=DEFAULT_PREVIEW, metrics=(health,))
    if not _has_requests(context):
        return preview, Analysis.model_construct(name=DEFAULT_ANALYSIS, metrics=(health,))
    # Where no traffic is promised, an idle service must not hold its own delivery for ever.
    no_data = "pass" if context.workload.traffic is None else "hold"
    return (
        preview,
        Analysis.model_construct(name=DEFAULT_ANALYSIS, metrics=(health, _errors(context, no_data))),
        Analysis.model_construct(name=DEFAULT_BACKGROUND, metrics=(_errors(context, "pass"),)),
    )


def _errors(context: Context, no_data: str) -> ErrorRate:
    prometheus = context.environment.cluster.prometheus
    scrape = prometheus.scrape_interval.seconds if prometheus else 30
    # A rate needs two samples; four scrapes leave room for a missed one (rule 20).
    window = Duration(f"{max(120, 4 * scrape)}s")
    fields = {
        "name": "error-rate",
        "type": "errorRate",
        "threshold": ERROR_THRESHOLD,
        "window": window,
        "noData": no_data,
    }
    return ErrorRate.model_validate(fields)


def _has_requests(context: Context) -> bool:
    canary, prometheus = context.workload.strategies.canary, context.environment.cluster.prometheus
    if prometheus is None:
        return False
    # Istio's own metrics name the Service, which is the same for both versions where subsets of it are split.
    told_apart = canary is None or canary.split == "hosts" or prometheus.copies_pod_labels
    return context.workload.monitoring is not None or (context.mesh != "none" and told_apart)
