"""All tools at once, each with its verdict."""

from __future__ import annotations

import os
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.findings import error, ordered
from summitgen.verification import actionlint, hadolint, helm, kubeconform, rollouts, shellcheck, zizmor
from summitgen.verification.bench import HOME, Bench, collect, lay_out
from summitgen.verification.process import Processes
from summitgen.verification.programs import SEARCHED, find
from summitgen.verification.rendering import Renderings
from summitgen.verification.tool import Job
from summitgen.verification.verdict import Status, ToolError, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summitgen.artifacts import Project
    from summitgen.findings import Finding
    from summitgen.verification.tool import Tool

TOOLS: tuple[Tool, ...] = (
    kubeconform.TOOL,
    helm.TOOL,
    rollouts.TOOL,
    actionlint.TOOL,
    zizmor.TOOL,
    hadolint.TOOL,
    shellcheck.TOOL,
)
"""In the order in which they are reported."""
NAMES = tuple(tool.id for tool in TOOLS)
_VERSION = re.compile(r"v?\d+\.\d+\S*")


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdicts of the tools that were chosen, in the order of ``TOOLS``, and all findings.

    ``files`` are the bytes of the files that were judged, by their path in the project.
    """

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes]


def verify(
    project: Project,
    chosen: Sequence[str] = NAMES,
    required: Sequence[str] = (),
    timeout: float = 300.0,
    kubernetes_versions: Mapping[str, str] | None = None,
) -> Verification:
    """Judge the files of the project's output folder by the chosen tools; those of ``required`` may not be skipped.

    ``timeout`` is in seconds of the wall clock for each tool; ``kubernetes_versions`` gives environments' minor
    versions ("1.34"). Writes to a temporary folder only.
    """
    files, findings = collect(project)
    with tempfile.TemporaryDirectory(prefix="summitgen-", ignore_cleanup_errors=True) as folder:
        bench = Bench(files, Path(folder).resolve(), project.out, kubernetes_versions or {})
        lay_out(bench)
        verdicts = _all(bench, frozenset(chosen), timeout)
    demanded = tuple(_demand(verdict) if verdict.tool in required else verdict for verdict in verdicts)
    found = (finding for verdict in demanded for finding in verdict.findings)
    judged = {f"{project.out}/{file}": content for file, content in files.items()}
    return Verification(demanded, ordered((*findings, *found)), judged)


def _all(bench: Bench, chosen: frozenset[str], timeout: float) -> tuple[Verdict, ...]:
    programs = {tool.id: path for tool in TOOLS if (path := find(tool.program, os.environ))}
    processes, renderings = Processes(), Renderings()

    def judge(tool: Tool) -> Verdict:
        start = time.monotonic()
        deadline = start + timeout
        job = Job(tool, bench, tool.select(bench), programs, chosen, renderings, processes, deadline)
        return replace(_judge(job), seconds=time.monotonic() - start)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            return tuple(pool.map(judge, (tool for tool in TOOLS if tool.id in chosen)))
        except BaseException:
            processes.stop()
            raise


def _judge(job: Job) -> Verdict:
    tool = job.tool
    if tool.id not in job.programs:
        return Verdict(tool.id, Status.SKIPPED, reason=f"{tool.program} was not found in {SEARCHED}")
    if not job.files:
        return Verdict(tool.id, Status.SKIPPED, reason=f"there are no {tool.things} in {job.bench.out}/")
    version = ""
    try:
        version = _version(job)
        judged = tool.judge(job)
    except ToolError as problem:
        return Verdict(tool.id, Status.FAILED, version, findings=(_broken(job, problem),))
    status = Status.FAILED if judged.findings else Status.PASSED
    return Verdict(tool.id, status, version, judged.files, judged.note, ordered(judged.findings))


def _version(job: Job) -> str:
    done = job.run(*job.tool.version, folder=HOME)
    found = _VERSION.search(done.out)
    if done.code or not found:
        raise ToolError(f"{done.end} and did not say its version", done.tail)
    return found[0]


def _broken(job: Job, problem: ToolError) -> Finding:
    said = f"; the end of what it printed:\n{problem.tail}" if problem.tail else ", and printed nothing"
    remedy = f"Run `{job.tool.program} {' '.join(job.tool.version)}` by hand; `--timeout` allows more time."
    return error(f"verify/{job.tool.id}", f"{job.tool.program} {problem}{said}", remedy)


def _demand(verdict: Verdict) -> Verdict:
    if verdict.status is not Status.SKIPPED:
        return verdict
    message = f"{verdict.tool} is required and was skipped: {verdict.reason}"
    remedy = "See that it is found and that out/ has files for it, or leave it out of `--require`."
    return replace(verdict, findings=(error(f"verify/{verdict.tool}", message, remedy),))
