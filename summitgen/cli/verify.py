"""``summitgen verify``: what do the external tools say of the output folder?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli.conduct import Answer, conduct
from summitgen.cli.exits import CLEAN, DRIFT
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch
    from summitgen.verification.run import Verification
    from summitgen.verification.verdict import Verdict

_ALL = "all"
_COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}


def _known(_: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The tools that an option names."""
    from summitgen.suggest import did_you_mean
    from summitgen.verification.run import NAMES

    for name in names:
        if name != _ALL and name not in NAMES:
            known = (*NAMES, _ALL)
            guess = did_you_mean(name, known)
            raise click.BadParameter(f"there is no tool {name!r}{guess}; the tools are {', '.join(known)}.")
    return NAMES if _ALL in names or (not names and parameter.name == "tool") else names


@click.command(short_help="What do kubeconform, helm and other tools say of out/?")
@click.option("--tool", multiple=True, callback=_known, metavar="TOOL", help="Run this tool only; may be repeated.")
@click.option(
    "--require",
    multiple=True,
    callback=_known,
    metavar="TOOL",
    help="Fail where this tool is skipped; may be repeated, and `all` is each tool that is run.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86400),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="How long each tool may take.",
)
@common
def command(call: Call, tool: tuple[str, ...], require: tuple[str, ...], timeout: float) -> int:
    """Have external tools judge the files of out/ that are on disk and in its manifest; change nothing.

    The tools are kubeconform, helm (lint and template), rollouts (kubectl-argo-rollouts lint), actionlint, zizmor,
    hadolint and shellcheck. Each that is found, in the folders that SUMMITGEN_TOOLS names, beside the Python
    interpreter or on PATH, has Passed or Failed; the others are Skipped. Needs no cluster and no network.

    \b
    Examples:
      summitgen verify
      summitgen verify --require all
      summitgen verify --tool helm --tool kubeconform --output-format json
    """
    from summitgen.verification.run import NAMES

    if stray := [name for name in require if name not in tool and set(require) != set(NAMES)]:
        raise click.UsageError(f"--require {stray[0]} asks for a tool that --tool leaves out.")

    def work(project: Project, stopwatch: Stopwatch) -> Answer:
        from summitgen.findings import has_errors
        from summitgen.verification.run import verify
        from summitgen.verification.versions import kubernetes_versions

        with stopwatch.watch("verify"):
            done = verify(project, tool, require, timeout, kubernetes_versions(project))
        code = DRIFT if has_errors(done.findings) else CLEAN
        rendered = {path: content for path, content in done.files.items() if _is_text(content)}
        result = {"tools": [_data(verdict, required=verdict.tool in require) for verdict in done.verdicts]}
        return Answer(code, done.findings, _text(done), code != CLEAN, result, rendered)

    return conduct(call, work)


def _data(verdict: Verdict, *, required: bool) -> dict[str, object]:
    return {
        "tool": verdict.tool,
        "status": verdict.status.value,
        "required": required,
        "version": verdict.version or None,
        "files": verdict.files,
        "findings": len(verdict.findings),
        "reason": verdict.reason or None,
    }


def _text(done: Verification) -> str:
    from summitgen.cli.paint import wants_colour

    colour = wants_colour("auto")
    widths = [
        max((len(cell) for cell in column), default=0) for column in zip(*map(_cells, done.verdicts), strict=True)
    ]
    lines = [_line(verdict, widths, colour=colour) for verdict in done.verdicts]
    statuses = [verdict.status.value for verdict in done.verdicts]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in _COLOURS if status in statuses)
    number = len(statuses)
    return "".join(f"{line}\n" for line in [*lines, f"{number} tool{'' if number == 1 else 's'}: {counts}"])


def _cells(verdict: Verdict) -> tuple[str, ...]:
    from summitgen.cli.drift import count

    status, ran = verdict.status.value.capitalize(), bool(verdict.version)
    files = count(verdict.files) if verdict.files else ""
    return status, verdict.tool, verdict.version, files, f"{verdict.seconds * 1000:.0f} ms" if ran else ""


def _line(verdict: Verdict, widths: list[int], *, colour: bool) -> str:
    from summitgen.verification.verdict import Status

    status, tool, version, files, elapsed = (
        cell.rjust(width) if number > 2 else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(_cells(verdict), widths, strict=True))
    )
    if colour:
        status = click.style(status, fg=_COLOURS[verdict.status.value], bold=True)
        tool = click.style(tool, bold=True)
    if verdict.status is Status.SKIPPED:
        return f"{status}  {tool}  {verdict.reason}"
    number = len(verdict.findings)
    said = f"{number} finding{'' if number == 1 else 's'}" if number else ""
    tail = "; ".join(part for part in (said, verdict.reason) if part)
    return f"{status}  {tool}  {version}  {files}  {elapsed}  {tail}".rstrip()


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
