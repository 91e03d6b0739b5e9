"""``summitgen validate``: are the specs right?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli import drift
from summitgen.cli.conduct import Answer, conduct, unfit
from summitgen.cli.exits import CLEAN
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch


@click.command(short_help="Are the specs right?")
@common
def command(call: Call) -> int:
    """Check the specs, the rules and what they compile to, without a look at out/ and without writing.

    Exits with 0 if all is right, with 1 if what they compile to fails a verification, with 2 if a spec is wrong.

    \b
    Examples:
      summitgen validate
      summitgen validate --output-format json
    """
    return conduct(call, _validate)


def _validate(project: Project, stopwatch: Stopwatch) -> Answer:
    from summitgen.pipeline import compile_project

    compiled = compile_project(project, watch=stopwatch.watch)
    if answer := unfit(compiled):
        return answer
    number = len(compiled.artifacts)
    text = f"the specs in {project.environments}/ are valid; they compile to {drift.count(number)}\n"
    return Answer(CLEAN, compiled.findings, text, result={"artifacts": number})
