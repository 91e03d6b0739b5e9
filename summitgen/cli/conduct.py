"""What all commands do around their own work: find the project, time the stages, say what came of it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from summitgen.cli.exits import DRIFT, MISTAKE
from summitgen.cli.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from summitgen.artifacts import Project
    from summitgen.cli.options import Call
    from summitgen.findings import Finding
    from summitgen.pipeline import Compiled

VERSION = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command: ``text`` for people (``matters``: also with --quiet), ``result`` for programs."""

    code: int
    findings: tuple[Finding, ...] = ()
    text: str = ""
    matters: bool = False
    result: Mapping[str, object] = field(default_factory=dict)


def conduct(call: Call, work: Callable[[Project, Stopwatch], Answer]) -> int:
    """Do a command's work on the project that the call names; returns the exit code."""
    from summitgen.project import find_project

    with Stopwatch(sign_of_life=not call.quiet) as stopwatch:
        project, findings = find_project(call.folder)
        answer = work(project, stopwatch) if project else Answer(MISTAKE)
    answer = Answer(answer.code, (*findings, *answer.findings), answer.text, answer.matters, answer.result)
    root = project.root if project else None
    if call.output_format == "json":
        _say_json(call, answer)
    else:
        _say_text(call, answer, root)
    if call.verbose:
        click.echo(stopwatch.lines(), err=True, nl=False)
    return answer.code


def unfit(compiled: Compiled) -> Answer | None:
    """The answer to specs that don't compile, or whose output fails verification; None where all is well."""
    if compiled.stopped_at is None:
        return None
    return Answer(DRIFT if compiled.stopped_at == "verify" else MISTAKE, compiled.findings)


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
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _say_text(call: Call, answer: Answer, root: Path | None) -> None:
    from summitgen.findings import has_errors

    if answer.findings and (has_errors(answer.findings) or not call.quiet):
        from summitgen import report

        sys.stdout.flush()
        report.show(answer.findings, lambda file: _source(root, file), sys.stderr, os.environ)
    if answer.text and (answer.matters or not call.quiet):
        click.echo(answer.text, nl=False)


def _source(root: Path | None, file: str) -> str | None:
    if root is None:
        return None
    try:
        return (root / file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
