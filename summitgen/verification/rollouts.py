"""kubectl-argo-rollouts lint: are the Rollouts right, beside the Services that they name?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.verification.bench import OUT
from summitgen.verification.tool import Job, Tool
from summitgen.verification.verdict import Judgement, ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Finding
    from summitgen.verification.bench import Bench

_KIND = re.compile(rb"^kind: Rollout$", re.MULTILINE)
_SERVICES = "services.yaml"
_ERROR = "Error: "


def _select(bench: Bench) -> tuple[str, ...]:
    rollouts = [
        file
        for file, content in bench.files.items()
        if file.startswith("k8s/") and file.endswith(".yaml") and _KIND.search(content)
    ]
    services = {f"{file.rpartition('/')[0]}/{_SERVICES}" for file in rollouts} & bench.files.keys()
    return tuple(sorted({*rollouts, *services}))


def _judge(job: Job) -> Judgement:
    rollouts = [file for file in job.files if _KIND.search(job.bench.files[file])]
    found = tuple(finding for number, file in enumerate(rollouts) for finding in _lint(job, file, number))
    return Judgement(found, len(job.files))


def _lint(job: Job, file: str, number: int) -> Iterator[Finding]:
    services = f"{file.rpartition('/')[0]}/{_SERVICES}"
    parts = [job.bench.files[part] for part in dict.fromkeys((file, services)) if part in job.files]
    together = f"rollout-{number}.yaml"
    (job.bench.folder / OUT / together).write_bytes(b"\n---\n".join(parts))
    done = job.run("lint", "--filename", together, folder=OUT)
    messages = [line.removeprefix(_ERROR) for line in done.err.splitlines() if line.startswith(_ERROR)]
    if done.code != bool(messages) or (done.code == 0 and (done.out + done.err).strip()):
        raise ToolError(f"{done.end} and printed what can't be understood", done.tail)
    for message in messages:
        yield job.finding(message, job.bench.place(file))


TOOL = Tool("rollouts", "kubectl-argo-rollouts", ("version", "--short"), "Rollouts", _select, _judge)
