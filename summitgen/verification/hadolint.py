"""hadolint: are the Dockerfiles right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.verification.bench import OUT
from summitgen.verification.tool import Job, Tool, objects
from summitgen.verification.verdict import Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Finding
    from summitgen.verification.bench import Bench


def _select(bench: Bench) -> tuple[str, ...]:
    return tuple(file for file in bench.files if file.rpartition("/")[2] == "Dockerfile")


def _read(job: Job, data: Any) -> Iterator[Finding]:
    for found in objects(data):
        place = job.bench.place(found["file"].removeprefix(f"{OUT}/"), found["line"], found["column"])
        yield job.finding(f"{found['code']}: {found['message']}", place)


def _judge(job: Job) -> Judgement:
    done = job.run("--no-color", "--format", "json", *(f"{OUT}/{file}" for file in job.files))
    return Judgement(job.findings(done, (0, 1), _read), len(job.files))


TOOL = Tool("hadolint", "hadolint", ("--version",), "Dockerfiles", _select, _judge)
