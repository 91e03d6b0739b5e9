"""Rule: no two workloads make an object of one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation
from summitgen.values.strategies import template_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, WorkloadView
    from summitgen.values.analysis import Stage


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """Services, AnalysisTemplates and network policies of the strategies that may be selected."""
    makers: dict[tuple[str, str], WorkloadView] = {}
    for workload in environment.workloads:
        for kind, name in dict.fromkeys(_made(workload)):
            maker = makers.setdefault((kind, name), workload)
            if maker is not workload:
                message = f'the {kind} "{name}" is made for the workload "{maker.name}" too; names have to differ'
                related = (maker.related("the other workload", (), key=True),)
                yield Violation(("workloads", workload.name), message, key=True, related=related)
        yield from _twice(workload)


def _made(workload: WorkloadView) -> Iterator[tuple[str, str]]:
    name = workload.name
    yield "Service", name
    yield "NetworkPolicy", name
    if workload.delivery.canary is not None:
        yield "Service", f"{name}-canary"
    if workload.delivery.blue_green is not None:
        yield "Service", f"{name}-preview"
    if any(measured.stages and isinstance(measured.metric, SmokeTest) for measured in workload.delivery.metrics):
        yield "NetworkPolicy", f"{name}-smoke-test"
    for templates in _templates(workload):
        for template in templates.values():
            yield "AnalysisTemplate", template


def _templates(workload: WorkloadView) -> Iterator[dict[tuple[str, Stage], str]]:
    """The AnalysisTemplates of each strategy, by analysis and stage."""
    for strategy in ("canary", "blueGreen"):
        uses = dict.fromkeys((use.analysis, use.stage) for use in workload.delivery.uses if use.strategy == strategy)
        yield template_names(workload.context, tuple(uses))


def _twice(workload: WorkloadView) -> Iterator[Violation]:
    for templates in _templates(workload):
        made: dict[str, str] = {}
        for (analysis, _), template in templates.items():
            if made.setdefault(template, analysis) != analysis:
                message = (
                    f'the AnalysisTemplate "{template}" is made of two analyses, "{made[template]}" and "{analysis}"'
                )
                path = ("workloads", workload.name, "analyses", analysis, "name")
                yield Violation(path, message, "Give the analysis another name.")


RULE = Rule(
    id="environment/object-names",
    title="No two workloads make an object of one name",
    severity="error",
    reason=(
        "A workload `web` with a canary has a Service `web-canary`, and so has a workload of that name. Two releases "
        "can't own one object: the second installation fails, or takes the first one's Service over, and traffic goes "
        "to the wrong pods."
    ),
    source="summit.md group 8; design.md (two releases can't own one object)",
    bad=(
        "workloads:\n  api: {deploymentStrategy: canary}\n"
        "  api-canary:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000"
    ),
    good=(
        "workloads:\n  api: {deploymentStrategy: canary}\n"
        "  api-trial:\n    image: {repository: ghcr.io/shop/web, tag: 1.4.0}\n    port: 3000"
    ),
    remedy="Rename one of the workloads.",
    environment=check,
)
