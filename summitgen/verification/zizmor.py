"""zizmor: are the workflows safe?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.verification.bench import REPOSITORY
from summitgen.verification.tool import Job, Tool, objects
from summitgen.verification.verdict import Judgement
from summitgen.verification.workflows import original, select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Finding, Place

_CODES = (0, 11, 12, 13, 14)  # by the highest severity that was found


def _read(job: Job, data: Any) -> Iterator[Finding]:
    for found in objects(data):
        if found["ignored"]:
            continue
        locations = objects(found["locations"])
        primary = next((one for one in locations if one["symbolic"]["kind"] == "Primary"), locations[0])
        what = primary["symbolic"]["annotation"]
        yield job.finding(f"{found['ident']}: {found['desc']}: {what}", _place(job, primary))


def _place(job: Job, location: dict[str, Any]) -> Place:
    file = original(location["symbolic"]["key"]["Local"]["verbatim_path"])
    start = location["concrete"]["location"]["start_point"]
    return job.bench.place(file, start["row"] + 1, start["column"] + 1)


def _judge(job: Job) -> Judgement:
    # A workflow that can't be read is to be a failure too, not just a warning.
    done = job.run("--offline", "--no-progress", "--strict-collection", "--format", "json-v1", ".", folder=REPOSITORY)
    return Judgement(job.findings(done, _CODES, _read), len(job.files))


TOOL = Tool("zizmor", "zizmor", ("--version",), "workflows", select, _judge)
