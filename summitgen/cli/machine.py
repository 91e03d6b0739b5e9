"""Answers in the formats of others: annotations of GitHub Actions, SARIF."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summitgen.cli import drift

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from summitgen.artifacts import Project
    from summitgen.cli.conduct import Answer
    from summitgen.cli.options import Call
    from summitgen.report.sarif import Help


def say_for_machines(call: Call, answer: Answer, project: Project | None) -> None:
    """Print the findings, and what differs as findings too; in the format for GitHub the text follows, for the log."""
    # A build has written what differed.
    differing = drift.findings(answer.result) if call.command in ("check", "diff") else ()
    findings = (*answer.findings, *differing)
    prefix = folder_in_repository(project, os.environ)
    if call.output_format == "sarif":
        from summitgen import __version__
        from summitgen.report.sarif import sarif

        click.echo(sarif(findings, _helps(), __version__, prefix), nl=False)
        return
    from summitgen.report.github import github

    click.echo(github(findings, prefix), nl=False)
    if answer.text and (answer.matters or not call.quiet):
        click.echo(answer.text, nl=False)


def folder_in_repository(project: Project | None, environ: Mapping[str, str]) -> str:
    """The project's folder in its repository, with ``/`` at the end; "" for the root, or outside of any repository.

    GitHub's own variable goes before the nearest ``.git``: a job may check out one repository inside another.
    """
    if project is None:
        return ""
    root = project.root.resolve()
    workspace = environ.get("GITHUB_WORKSPACE")
    candidates = (Path(workspace).resolve(),) if workspace else ()
    marked = tuple(folder for folder in (root, *root.parents) if (folder / ".git").exists())[:1]
    for folder in (*candidates, *marked):
        if root.is_relative_to(folder):
            relative = root.relative_to(folder).as_posix()
            return "" if relative == "." else f"{relative}/"
    return ""


def _helps() -> Callable[[str], Help | None]:
    from summitgen.explanation.meanings import meanings
    from summitgen.report.sarif import Help
    from summitgen.rules import discover

    known = {rule.id: Help(rule.title, rule.reason, rule.remedy, rule.bad, rule.good) for rule in discover()}
    known |= {one.id: Help(one.title, one.reason, one.remedy) for one in meanings().values()}
    return known.get
