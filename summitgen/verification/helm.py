"""helm: does `lint --strict` accept each chart with each of its values files, and does `template` render it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.verification.bench import OUT
from summitgen.verification.pointers import locate
from summitgen.verification.rendering import HELM, chart_of, values_files
from summitgen.verification.tool import Job, Tool
from summitgen.verification.verdict import Judgement, ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Finding, Place
    from summitgen.verification.bench import Bench
    from summitgen.verification.process import Done

_MESSAGE = re.compile(r"^\[(?P<level>ERROR|WARNING|INFO)\] (?P<text>.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
_IN_TEMPLATE = re.compile(r"(?P<file>[\w.-]+/templates/[\w./-]+):(?P<line>\d+)(?::(?P<byte>\d+))?")
_IN_FILE = re.compile(r"(?P<file>templates/[\w./-]+|Chart\.yaml)")
_OF_CHART = "chart.metadata."
_IN_VALUES = re.compile(r"at '(?P<pointer>/[^']*)'")
_CLEAN = "1 chart(s) linted, 0 chart(s) failed"


def _select(bench: Bench) -> tuple[str, ...]:
    charts = {chart_of(values) for values in values_files(bench)}
    return tuple(file for file in bench.files if chart_of(file) in charts)


def _judge(job: Job) -> Judgement:
    rendered = job.renderings.get(job)
    if rendered.problem:
        raise rendered.problem
    found: list[Finding] = []
    for values in values_files(job.bench):
        linted = tuple(_lint(job, values))
        # What lint says, template says in other words.
        if not linted and (refused := rendered.refused.get(values)):
            linted = (job.finding(f"template: {refused}", _place(job, values, refused)),)
        found.extend(linted)
    return Judgement(tuple(found), len(job.files))


def _lint(job: Job, values: str) -> Iterator[Finding]:
    done = job.run("lint", "--strict", chart_of(values), "--values", values, folder=OUT)
    messages = _messages(done)
    if (done.code == 0 and _CLEAN not in done.out) or (done.code and not messages):
        raise ToolError(f"{done.end} and printed what can't be understood", done.tail)
    for message in messages:
        yield job.finding(f"lint: {message}", _place(job, values, message))


def _messages(done: Done) -> list[str]:
    return [found["text"].strip() for found in _MESSAGE.finditer(done.out) if found["level"] != "INFO"]


def _place(job: Job, values: str, message: str) -> Place:
    """Where helm says that it is, else the values file that it was about."""
    found = _IN_TEMPLATE.search(message)
    if found and (file := f"{HELM}/{found['file']}") in job.bench.files:
        return job.bench.place(file, int(found["line"]), int(found["byte"] or 0) + 1)
    if pointer := _IN_VALUES.search(message):
        return job.bench.place(values, *locate(job.bench.text(values), pointer["pointer"]))
    named = _IN_FILE.match(message)
    inner = "Chart.yaml" if _OF_CHART in message else named["file"] if named else ""
    file = f"{chart_of(values)}/{inner}"
    return job.bench.place(file if file in job.bench.files else values)


TOOL = Tool(HELM, HELM, ("version", "--short"), "charts with values files", _select, _judge)
