"""``summitgen build``: write what the specs compile to."""

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
    from summitgen.findings import Finding
    from summitgen.pipeline import Outcome
    from summitgen.stages.selection import Selection


@click.command(short_help="Write what the specs compile to.")
@click.option("--only", "targets", multiple=True, metavar="TARGET", help="Only this target's files; may be repeated.")
@click.option("--env", "environments", multiple=True, metavar="ENV", help="Only what it needs; may be repeated.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 if anything was written (for pre-commit).")
@common
def command(call: Call, targets: tuple[str, ...], environments: tuple[str, ...], fail_on_change: bool) -> int:
    """Compile the specs and write what changed to out/: all of it, or nothing.

    Files that are generated no more are deleted. A file that summitgen did not write is neither overwritten nor
    deleted; a generated file that was edited by hand is overwritten, and you are told. If a build is killed, the
    next one finishes what it began.

    \b
    Examples:
      summitgen build
      summitgen build --only chart
      summitgen build --env staging --env prod
      summitgen build --fail-on-change --quiet
    """
    from summitgen.stages.selection import Selection

    selection = Selection(targets, environments)
    return conduct(call, lambda project, stopwatch: _build(call, project, stopwatch, selection, fail_on_change))


def _build(call: Call, project: Project, stopwatch: Stopwatch, selection: Selection, fail_on_change: bool) -> Answer:
    from summitgen import unchanged
    from summitgen.pipeline import compile_project, write

    key = unchanged.inputs(str(project.root), project.environments)
    compiled = compile_project(project, selection, stopwatch.watch)
    if answer := unfit(compiled):
        return answer
    with stopwatch.watch("write"):
        outcome = write(project, compiled.artifacts, compiled.scope)
    findings = (*compiled.findings, *outcome.findings)
    if not findings and selection.everything:
        unchanged.remember(project, key, compiled.inputs, outcome.comparison.expected)
    if not outcome.written:
        return _unwritten(project, outcome, findings)
    text = (
        f"{drift.lines(outcome.comparison, None if call.verbose else drift.SHORT)}{_sentence(outcome, fail_on_change)}"
    )
    code = DRIFT if outcome.failed or fail_on_change else CLEAN
    return Answer(code, findings, text, fail_on_change, drift.result(outcome.comparison))


def _unwritten(project: Project, outcome: Outcome, findings: tuple[Finding, ...]) -> Answer:
    if outcome.failed:
        return Answer(DRIFT, findings, "nothing was written\n", result=drift.NOTHING)
    text = drift.up_to_date(project.out, len(outcome.comparison.expected))
    return Answer(CLEAN, findings, text, result=drift.result(outcome.comparison))


def _sentence(outcome: Outcome, fail_on_change: bool) -> str:
    rest = ", stage them" if fail_on_change else f" ({outcome.comparison.unchanged} unchanged)"
    return f"regenerated {drift.count(outcome.comparison.drift)}{rest}\n"
