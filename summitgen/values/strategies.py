"""The three strategies in the values tree, with the analyses that the allowed ones use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.values.analysis import SUFFIXES, AnalysisContext, Stage, analysis_use, analysis_values
from summitgen.values.default_strategies import default_analyses, default_blue_green, default_canary
from summitgen.values.scaling import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.model.metrics import Analysis
    from summitgen.model.strategy import BlueGreen, Canary, Step, StrategyName
    from summitgen.model.units import Percentage
    from summitgen.values.context import Context
    from summitgen.values.shape_delivery import (
        AnalysisUse,
        AnalysisValues,
        BlueGreenValues,
        CanaryValues,
        StepValues,
        StrategyValues,
    )

Use = tuple[str, Stage]


def strategy_values(context: Context) -> StrategyValues:
    """The strategies; analyses are compiled for those that may be chosen."""
    strategies = context.workload.strategies
    return {
        "revisionHistoryLimit": max(strategies.revision_history, strategies.rollback_window),
        "progressDeadlineSeconds": strategies.progress_deadline.seconds,
        "rollbackWindowRevisions": strategies.rollback_window,
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
        uses = [(canary.background, "background"), *((step.analysis, "step") for step in canary.steps or ())]
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
        "prePromotion": _use(compiled, spec.pre_promotion, "prePromotion"),
        "postPromotion": _use(compiled, spec.post_promotion, "postPromotion"),
        "analyses": list(compiled.values()),
    }


def _canary(context: Context) -> CanaryValues:
    spec = canary_of(context)
    compiled = _compiled(context, "canary")
    steps = spec.steps or ()
    return {
        "maxSurge": _pods(spec.max_surge),
        "maxUnavailable": _pods(spec.max_unavailable),
        "scaleDownDelaySeconds": spec.scale_down_delay.seconds,
        "steps": [_step(compiled, step) for step in steps] if "canary" in context.allowed_strategies else [],
        "background": _use(compiled, spec.background, "background"),
        "backgroundStartingStep": spec.background_from_step or _after_first_weight(steps),
        "analyses": list(compiled.values()),
    }


def _step(compiled: dict[Use, AnalysisValues], step: Step) -> StepValues:
    paused = step.pause is not None
    duration = {} if step.pause is None or step.pause == "manual" else {"duration": step.pause.text}
    return {
        "setWeight": step.set_weight,
        "pauses": paused,
        "pause": duration,
        "analysis": _use(compiled, step.analysis, "step"),
    }


def _after_first_weight(steps: Sequence[Step]) -> int:
    # Before the first weight the new version gets no requests, so an analysis would judge nothing (#811, #4864).
    return next((index + 1 for index, step in enumerate(steps) if step.set_weight is not None), 1)


def _pods(value: int | Percentage) -> int | str:
    made = amount(value)
    if made is None:
        raise TypeError("a number of pods is needed")
    return made
