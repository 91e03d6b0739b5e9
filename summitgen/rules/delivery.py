"""How a workload is delivered, as rules read it: the strategies that may run, and the analyses and metrics they use.

What the spec leaves out is derived here as it is for the output, so that rules judge what will really run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from summitgen.rules.rungs import rungs_of
from summitgen.values.strategies import analyses_of, blue_green_of, canary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Analysis, Metric
    from summitgen.model.strategy import BlueGreen, Canary, StrategyName
    from summitgen.rules.rungs import Rung
    from summitgen.rules.view import Path
    from summitgen.values.analysis import Stage
    from summitgen.values.context import Context


class Use(NamedTuple):
    """A reference to an analysis: of which strategy, at which stage, and where it stands."""

    strategy: StrategyName
    stage: Stage
    analysis: str
    path: Path


class MetricView(NamedTuple):
    """A metric, where it stands, and the stages at which it is measured (none: no strategy that may run uses it)."""

    metric: Metric
    path: Path
    stages: tuple[Stage, ...]

    @property
    def finite(self) -> bool:
        """Whether it is measured where a verdict is waited for."""
        return any(stage != "background" for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The strategies that may be selected (None: that one may not), the analyses by name, and what refers to them.

    ``metrics`` are those of all the spec's analyses, and of the derived ones that are used;
    ``rungs`` are the canary's.
    """

    canary: Canary | None
    blue_green: BlueGreen | None
    analyses: dict[str, Analysis]
    uses: tuple[Use, ...]
    metrics: tuple[MetricView, ...]
    rungs: tuple[Rung, ...] = ()


def delivery_of(context: Context) -> Delivery:
    """The delivery of a workload."""
    allowed = context.allowed_strategies
    canary = canary_of(context) if "canary" in allowed else None
    blue_green = blue_green_of(context) if "blueGreen" in allowed else None
    if canary is None and blue_green is None and not context.workload.analyses:
        return Delivery(None, None, {}, (), ())
    analyses = analyses_of(context)
    uses = (*_of_canary(canary), *_of_blue_green(blue_green))
    return Delivery(canary, blue_green, analyses, uses, tuple(_metrics(context, analyses, uses)), rungs_of(canary))


def _of_canary(canary: Canary | None) -> Iterator[Use]:
    if canary is None:
        return
    path = ("strategies", "canary")
    if canary.background is not None:
        yield Use("canary", "background", canary.background, (*path, "background"))
    for index, step in enumerate(canary.steps or ()):
        if step.analysis is not None:
            yield Use("canary", "step", step.analysis, (*path, "steps", index, "analysis"))
        for position, name in enumerate(step.experiment.analyses if step.experiment else ()):
            yield Use("canary", "experiment", name, (*path, "steps", index, "experiment", "analyses", position))


def _of_blue_green(blue_green: BlueGreen | None) -> Iterator[Use]:
    if blue_green is None:
        return
    path = ("strategies", "blueGreen")
    if blue_green.pre_promotion is not None:
        yield Use("blueGreen", "prePromotion", blue_green.pre_promotion, (*path, "prePromotion"))
    if blue_green.post_promotion is not None:
        yield Use("blueGreen", "postPromotion", blue_green.post_promotion, (*path, "postPromotion"))


def _metrics(context: Context, analyses: dict[str, Analysis], uses: tuple[Use, ...]) -> Iterator[MetricView]:
    stages: dict[str, dict[Stage, None]] = {}
    for use in uses:
        stages.setdefault(use.analysis, {})[use.stage] = None
    given = [analysis.name for analysis in context.workload.analyses]
    for position, analysis in enumerate(context.workload.analyses):
        yield from _of_analysis(analysis, ("analyses", position), tuple(stages.get(analysis.name, ())))
    for name, where in stages.items():
        if name in analyses and name not in given:
            # A derived analysis stands nowhere: its findings point at the workload.
            yield from _of_analysis(analyses[name], ("analyses", name), tuple(where))


def _of_analysis(analysis: Analysis, path: Path, stages: tuple[Stage, ...]) -> Iterator[MetricView]:
    for index, metric in enumerate(analysis.metrics):
        yield MetricView(metric, (*path, "metrics", index), stages)
