"""Rule: a strategy refers to an analysis that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each reference of a strategy that may run."""
    known = workload.delivery.analyses
    for use in workload.delivery.uses:
        if use.analysis not in known:
            message = f'there is no analysis "{use.analysis}"{did_you_mean(use.analysis, known)}'
            remedy = f"Write one of {one_of(known)}, or add the analysis to `analyses`."
            yield Violation(use.path, message, remedy)


RULE = Rule(
    id="analysis/unknown",
    title="A strategy refers to an analysis that is there",
    severity="error",
    reason=(
        "The controller refuses a Rollout whose AnalysisTemplate is missing, and only when the rollout reaches it; "
        "linters that look at single objects don't see it. Each workload has the analysis `default`, and "
        "`default-background` where its requests are measured, beside those that it names itself."
    ),
    source="summit.md group 8 (objects that are referenced and never made); argo-rollouts #1187",
    bad="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: defualt}",
    good="deploymentStrategy: blueGreen\nstrategies:\n  blueGreen: {prePromotion: default}",
    remedy="Refer to an analysis of the workload.",
    workload=check,
)
