"""The three strategies in the values tree, with the analyses that the allowed ones use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.model.units import Duration
from summitgen.values.analysis import SUFFIXES, AnalysisContext, Stage, analysis_use, analysis_values
from summitgen.values.default_strategies import default_analyses, default_blue_green, default_canary
from summitgen.values.rollout_settings import abort_delay, anti_affinity, history, subscriptions
from summitgen.values.scaling import amount
from summitgen.values.steps import managed_routes, step_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.model.metrics import Analysis
    from summitgen.model.steps import Step
    from summitgen.model.strategy import BlueGreen, Canary, StrategyName
    from summitgen.model.units import Percentage
    from summitgen.values.context import Context
    from summitgen.values.shape_delivery import (
        AnalysisUse,
        AnalysisValues,
        BlueGreenValues,
        CanaryValues,
        StrategyValues,
    )

Use = tuple[str, Stage]
SCALE_DOWN_DELAY = Duration("30s")
"""The controller's own (utils/defaults/defaults.go)."""


def strategy_values(context: Context) -> StrategyValues:
    """The strategies; analyses are compiled for those that may be chosen."""
    strategies = context.workload.strategies
    return {
        "revisionHistoryLimit": max(strategies.revision_history, strategies.rollback_window),
        "progressDeadlineSeconds": strategies.progress_deadline.seconds,
        "rollbackWindowRevisions": strategies.rollback_window,
        "analysisHistory": history(strategies.analysis_history),
        "notifications": subscriptions(strategies.notifications),
        "standard": {
            "maxSurge": _pods(strategies.standard.max_surge),
            "maxUnavailable": _pods(strategies.standard.max_unavailable),
        },
        "blueGreen": _blue_green(context),
        "canary": _canary(context),
    }


def blue_green_of(context: Context) -> BlueGreen:
    """The spec's blue-green settings, or the defaults."""
    return context.workload.strategies.blue_green or default_blue_green()


def canary_of(context: Context) -> Canary:
    """The spec's canary settings; its steps derived where they are left out."""
    spec = context.workload.strategies.canary
    if spec is not None and spec.steps is not None:
        return spec
    derived = default_canary(context)
    return derived if spec is None else spec.model_copy(update={"steps": derived.steps})


def analyses_of(context: Context) -> dict[str, Analysis]:
    """The analyses by name: the spec's, and the derived ones where it has none of that name."""
    return {a.name: a for a in (*default_analyses(context), *context.workload.analyses)}


def uses_of(context: Context, strategy: StrategyName) -> tuple[Use, ...]:
    """Which analyses a strategy uses, at which stage; each once, in the order of their use."""
    if strategy == "blueGreen":
        spec = blue_green_of(context)
        uses: list[tuple[str | None, Stage]] = [
            (spec.pre_promotion, "prePromotion"),
            (spec.post_promotion, "postPromotion"),
        ]
    elif strategy == "canary":
        canary = canary_of(context)
        uses = [(canary.background, "background")]
        for step in canary.steps or ():
            uses += [(name, "step" if step.experiment is None else "experiment") for name in step.analyses]
    else:
        uses = []
    return tuple(dict.fromkeys((name, stage) for name, stage in uses if name is not None))


def template_names(context: Context, uses: Sequence[Use]) -> dict[Use, str]:
    """The names of the AnalysisTemplates that one strategy's uses get."""
    names = [name for name, _ in uses]
    return {
        # An analysis that two stages use differs between them, so each gets a template of its own.
        (name, stage): f"{context.name}-{name}"
        if names.count(name) == 1
        else f"{context.name}-{name}-{SUFFIXES[stage]}"
        for name, stage in uses
    }


def has_smoke_tests(context: Context) -> bool:
    """Whether any analysis that may run has a smoke test."""
    analyses = analyses_of(context)
    used = [name for strategy in context.allowed_strategies for name, _ in uses_of(context, strategy)]
    return any(isinstance(m, SmokeTest) for name in used if name in analyses for m in analyses[name].metrics)


def _compiled(context: Context, strategy: StrategyName) -> dict[Use, AnalysisValues]:
    if strategy not in context.allowed_strategies:
        return {}
    analyses = analyses_of(context)
    uses = [use for use in uses_of(context, strategy) if use[0] in analyses]
    names = template_names(context, uses)
    return {
        (name, stage): analysis_values(
            analyses[name],
            names[(name, stage)],
            AnalysisContext(context, stage),
        )
        for name, stage in uses
    }


def _use(compiled: dict[Use, AnalysisValues], name: str | None, stage: Stage) -> AnalysisUse | None:
    values = compiled.get((name or "", stage))
    return analysis_use(values) if values else None


def _blue_green(context: Context) -> BlueGreenValues:
    spec = blue_green_of(context)
    compiled = _compiled(context, "blueGreen")
    after = spec.auto_promotion_after
    return {
        "autoPromotionEnabled": spec.auto_promotion,
        "autoPromotionSeconds": after.seconds if after and spec.auto_promotion else None,
        "previewReplicaCount": spec.preview_replicas,
        "scaleDownDelaySeconds": spec.scale_down_delay.seconds,
        "scaleDownDelayRevisionLimit": spec.scale_down_delay_revisions,
        **abort_delay(spec.abort_scale_down_delay),
        "antiAffinity": anti_affinity(spec.anti_affinity),
        "prePromotion": _use(compiled, spec.pre_promotion, "prePromotion"),
        "postPromotion": _use(compiled, spec.post_promotion, "postPromotion"),
        "analyses": list(compiled.values()),
    }


def _canary(context: Context) -> CanaryValues:
    spec = canary_of(context)
    compiled = _compiled(context, "canary")
    steps = (spec.steps or ()) if "canary" in context.allowed_strategies else ()
    return {
        "maxSurge": _pods(spec.max_surge),
        "maxUnavailable": _pods(spec.max_unavailable),
        # The controller refuses the two together: with a dynamic stable version there is nothing left to keep.
        "scaleDownDelaySeconds": None if spec.dynamic_stable_scale else scale_down_delay(spec).seconds,
        **abort_delay(spec.abort_scale_down_delay),
        "antiAffinity": anti_affinity(spec.anti_affinity),
        "dynamicStableScale": spec.dynamic_stable_scale,
        "minPodsPerReplicaSet": spec.min_pods_per_replica_set,
        "subsets": splits_subsets(context, spec),
        "managedRoutes": managed_routes(steps),
        "headerRoutes": any(step.set_header_route is not None for step in steps),
        "steps": [step_values(compiled, step) for step in steps],
        "background": _use(compiled, spec.background, "background"),
        "backgroundStartingStep": spec.background_from_step or _after_first_weight(spec.steps or ()),
        "analyses": list(compiled.values()),
    }


def scale_down_delay(spec: Canary) -> Duration:
    """How long a canary's old pods are kept after the promotion, with a router."""
    return spec.scale_down_delay or SCALE_DOWN_DELAY


def splits_subsets(context: Context, spec: Canary) -> bool:
    """Whether traffic is split between subsets of one Service."""
    return context.router == "istio" and spec.split == "subsets"


def _after_first_weight(steps: Sequence[Step]) -> int:
    # Before the first weight the new version gets no requests, so an analysis would judge nothing (#811, #4864).
    return next((index + 1 for index, step in enumerate(steps) if step.set_weight is not None), 1)


def _pods(value: int | Percentage) -> int | str:
    made = amount(value)
    if made is None:
        raise TypeError("a number of pods is needed")
    return made
