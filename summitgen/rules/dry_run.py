"""Rule: an analysis has a metric that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Analyses that a strategy uses, of which every metric is a dry run."""
    used = {use.analysis for use in workload.delivery.uses}
    for position, analysis in enumerate(workload.spec.analyses):
        if analysis.name in used and all(metric.dry_run for metric in analysis.metrics):
            message = f'every metric of the analysis "{analysis.name}" is a dry run, so that it passes whatever it sees'
            yield Violation(("analyses", position, "name"), message)


RULE = Rule(
    id="analysis/dry-run",
    title="An analysis has a metric that decides",
    severity="warning",
    reason=(
        "A dry run is measured and reported, and never fails the analysis. That is the way to try a new metric beside "
        "others. An analysis of nothing else guards nothing, while the rollout looks guarded."
    ),
    source="progressive delivery, section 1 (dryRun patterns match a metric); argo-rollouts, utils/analysis/helpers.go",
    bad=(
        "deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health, dryRun: true}"
    ),
    good=(
        "deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: healthy}\nanalyses:\n"
        "  - name: healthy\n    metrics:\n      - {name: health, type: health}\n"
        "      - {name: details, type: health, path: /health/detailed, dryRun: true}"
    ),
    remedy="Take dryRun from one of them, or leave the analysis out.",
    workload=check,
)
