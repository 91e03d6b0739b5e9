"""What all commands do around their own work: find the project, time the stages, say what came of it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from summitgen.cli.exits import DRIFT, MISTAKE
from summitgen.cli.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from summitgen.artifacts import Project
    from summitgen.cli.options import Call
    from summitgen.findings import Finding
    from summitgen.pipeline import Compiled

VERSION = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command: ``text`` for people (``matters``: also with --quiet), ``result`` for programs.

    ``rendered`` are files that findings speak of as they were rendered, whatever is on disk.
    """

    code: int
    findings: tuple[Finding, ...] = ()
    text: str = ""
    matters: bool = False
    result: Mapping[str, object] = field(default_factory=dict)
    rendered: Mapping[str, bytes] = field(default_factory=dict)


def conduct(call: Call, work: Callable[[Project, Stopwatch], Answer]) -> int:
    """Do a command's work on the project that the call names; returns the exit code."""
    from summitgen.project import find_project

    with Stopwatch(sign_of_life=not call.quiet) as stopwatch:
        project, findings = find_project(call.folder)
        answer = work(project, stopwatch) if project else Answer(MISTAKE)
    say(call, replace(answer, findings=(*findings, *answer.findings)), project)
    if call.verbose:
        click.echo(stopwatch.lines(), err=True, nl=False)
    return answer.code


def say(call: Call, answer: Answer, project: Project | None = None) -> int:
    """Print an answer as the call asks for it; returns its exit code. Commands that need no project call it alone."""
    if call.output_format == "json":
        _say_json(call, answer)
    elif call.output_format == "text":
        _say_text(call, answer, project)
    else:
        from summitgen.cli.machine import say_for_machines

        say_for_machines(call, answer, project)
    return answer.code


def unfit(compiled: Compiled) -> Answer | None:
    """The answer to specs that don't compile, or whose output fails verification; None where all is well."""
    if compiled.stopped_at is None:
        return None
    if compiled.stopped_at != "verify":
        return Answer(MISTAKE, compiled.findings)
    return Answer(DRIFT, compiled.findings, rendered={file.path: file.content for file in compiled.artifacts})


def _say_json(call: Call, answer: Answer) -> None:
    from summitgen import report

    findings = json.loads(report.json(answer.findings))["findings"]
    document = {
        "version": VERSION,
        "command": call.command,
        "exitCode": answer.code,
        "result": answer.result,
        "findings": findings,
    }
    click.echo(json.dumps(document, indent=2))


def _say_text(call: Call, answer: Answer, project: Project | None) -> None:
    from summitgen.findings import has_errors

    if answer.findings and (has_errors(answer.findings) or not call.quiet):
        from summitgen import report

        sys.stdout.flush()
        report.show(answer.findings, lambda file: _source(answer, project, file), sys.stderr, os.environ)
    if answer.text and (answer.matters or not call.quiet):
        click.echo(answer.text, nl=False, color=True)  # coloured already, or meant not to be


def _source(answer: Answer, project: Project | None, file: str) -> str | None:
    """The text that a finding points into; of generated files, only what was rendered."""
    if (content := answer.rendered.get(file)) is not None:
        return content.decode()
    if project is None or project.holds(file):
        return None
    try:
        return (project.root / file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
