"""``summitgen diff``: what would a build change?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli import drift
from summitgen.cli.conduct import Answer, conduct, unfit
from summitgen.cli.exits import CLEAN, DRIFT
from summitgen.cli.options import Call, common
from summitgen.cli.paint import painted, stat, wants_colour

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch
    from summitgen.stages.compare import Comparison
    from summitgen.stages.diff import FileDiff


@click.command(short_help="What would a build change?")
@click.option("--stat", "only_stat", is_flag=True, help="Only list the files, with how many lines differ.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@common
def command(call: Call, only_stat: bool, color: str) -> int:
    """Show what a build would change in out/, as a unified diff; write nothing.

    The manifest, which lists the digests of the other files, is shown only if nothing else differs. Exits with 1
    if anything differs.

    \b
    Examples:
      summitgen diff
      summitgen diff --stat
      summitgen diff --color never > change.diff
    """
    colour = wants_colour(color)
    return conduct(call, lambda project, stopwatch: _diff(project, stopwatch, only_stat, colour))


def _diff(project: Project, stopwatch: Stopwatch, only_stat: bool, colour: bool) -> Answer:
    from summitgen.pipeline import compile_project, inspect

    compiled = compile_project(project, watch=stopwatch.watch)
    if answer := unfit(compiled):
        return answer
    with stopwatch.watch("compare"):
        outcome = inspect(project, compiled.artifacts)
    with stopwatch.watch("diff"):
        diffs = _file_diffs(project, outcome.comparison)
    text = stat(diffs, colour) if only_stat else painted(diffs, colour)
    result = {**drift.result(outcome.comparison), "files": [_result(diff, only_stat) for diff in diffs]}
    code = DRIFT if diffs or outcome.failed else CLEAN
    return Answer(code, (*compiled.findings, *outcome.findings), text, matters=True, result=result)


def _file_diffs(project: Project, comparison: Comparison) -> tuple[FileDiff, ...]:
    from summitgen.stages.diff import file_diff
    from summitgen.stages.listing import read

    sides: dict[str, tuple[bytes | None, bytes | None]] = {
        **{artifact.path: (None, artifact.content) for artifact in comparison.added},
        **{change.artifact.path: (change.before, change.artifact.content) for change in comparison.changed},
        **{entry.path: (read(f"{project.root}/{entry.path}")[0], None) for entry in comparison.removed},
    }
    manifest = f"{project.out}/manifest.json"
    paths = sorted(path for path in sides if path != manifest or len(sides) == 1)
    return tuple(file_diff(path, *sides[path]) for path in paths)


def _result(diff: FileDiff, only_stat: bool) -> dict[str, object]:
    counts: dict[str, object] = {"path": diff.path, "insertions": diff.added, "deletions": diff.deleted}
    return counts if only_stat else {**counts, "diff": "".join(f"{line}\n" for line in diff.lines)}
