"""``summitgen changes``: what does a change of the specs mean for each environment?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli.conduct import Answer, conduct, unfit
from summitgen.cli.exits import CLEAN, MISTAKE
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch
    from summitgen.pipeline import Compiled

STALE = "is not what the specs compile to; shown is what they compile to"


@click.command(short_help="What changes in each environment?")
@click.option("--from", "source", required=True, metavar="REF|DIR", help="The earlier state: a commit, or a folder.")
@click.option("--markdown", is_flag=True, help="As Markdown, for a step summary of GitHub Actions.")
@click.option("--values", default=10, show_default=True, type=click.IntRange(0), help="How many values of an object.")
@common
def command(call: Call, source: str, markdown: bool, values: int) -> int:
    """Show what changes in each environment since an earlier state: objects, images, strategies, and the risk.

    The earlier state is the output folder of a commit, which is read without a checkout, or of a folder. The later
    one is what the specs compile to now. Writes nothing, and exits with 0 whatever changes.

    \b
    Examples:
      summitgen changes --from main
      summitgen changes --from HEAD^1 --markdown >> "$GITHUB_STEP_SUMMARY"
    """
    return conduct(call, lambda project, stopwatch: _changes(project, stopwatch, source, markdown, values))


def _changes(project: Project, stopwatch: Stopwatch, source: str, as_markdown: bool, values: int) -> Answer:
    from summitgen.changes.compare import compare
    from summitgen.changes.data import data
    from summitgen.changes.markdown import markdown
    from summitgen.changes.sources import earlier_files
    from summitgen.changes.text import text
    from summitgen.findings import Finding
    from summitgen.pipeline import compile_project, inspect

    with stopwatch.watch("read"):
        before = earlier_files(project, source)
    if isinstance(before, Finding):
        return Answer(MISTAKE, (before,))
    compiled = compile_project(project, watch=stopwatch.watch)
    if answer := unfit(compiled):
        return answer
    with stopwatch.watch("compare"):
        stale = bool(inspect(project, compiled.artifacts).comparison.drift)
        tiers = {one.name: one.spec.tier for one in compiled.specs}
        changes = compare(before, _after(project, compiled), tiers, project.out)
    note = f"{project.out}/ {STALE}" if stale else ""
    shown = markdown(changes, values, note) if as_markdown else (f"{note}\n" if note else "") + text(changes, values)
    result = {"from": source, "stale": stale, **data(changes)}
    return Answer(CLEAN, (*compiled.findings, *changes.findings), shown, matters=True, result=result)


def _after(project: Project, compiled: Compiled) -> dict[str, bytes]:
    folder = f"{project.out}/"
    inside = (one for one in compiled.artifacts if one.path.startswith(folder) and not one.copy_of)
    return {one.path.removeprefix(folder): one.content for one in inside}
