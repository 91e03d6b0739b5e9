"""``summitgen check``: is the output folder what the specs compile to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli import drift
from summitgen.cli.conduct import Answer, conduct, unfit
from summitgen.cli.exits import CLEAN, DRIFT
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch
    from summitgen.pipeline import Outcome


@click.command(short_help="Is out/ what the specs compile to?")
@common
def command(call: Call) -> int:
    """Compile the specs in memory and compare the result with out/, byte for byte; write nothing.

    Needs no cluster and no network. Exits with 0 if all is as it should be, with 1 if files differ (they are
    listed) or a verification fails, with 2 if a spec is wrong.

    \b
    Examples:
      summitgen check
      summitgen check --project services/shop --output-format json
    """
    return conduct(call, _check)


def _check(project: Project, stopwatch: Stopwatch) -> Answer:
    from summitgen import unchanged
    from summitgen.pipeline import compile_project, inspect
    from summitgen.stages.bumped_pins import bumped_pins

    key = unchanged.inputs(str(project.root), project.environments)
    compiled = compile_project(project, watch=stopwatch.watch)
    if answer := unfit(compiled):
        return answer
    with stopwatch.watch("compare"):
        outcome = inspect(project, compiled.artifacts)
    bumped = bumped_pins(compiled.specs, outcome.comparison.changed)
    findings = (*compiled.findings, *outcome.findings, *bumped)
    result = drift.result(outcome.comparison)
    if outcome.failed or outcome.comparison.drift:
        return Answer(DRIFT, findings, _text(project, outcome), matters=True, result=result)
    if not findings:
        unchanged.remember(project, key, compiled.inputs, outcome.comparison.expected)
    text = drift.up_to_date(project.out, len(outcome.comparison.expected))
    return Answer(CLEAN, findings, text, result=result)


def _text(project: Project, outcome: Outcome) -> str:
    head = f"{project.out}/ is not what the specs compile to"
    if not outcome.comparison.drift:
        return f"{head}\n"
    number = drift.count(outcome.comparison.drift)
    return f"{head}; a build would change {number}:\n{drift.lines(outcome.comparison)}{drift.REMEDY}\n"
