"""actionlint: are the workflows what GitHub takes, and their scripts right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.verification.bench import REPOSITORY
from summitgen.verification.tool import Job, Tool, objects
from summitgen.verification.verdict import Judgement
from summitgen.verification.workflows import original, select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Finding

# The one exception of all tools: GitHub has known `queue` in `concurrency` since May 2026, actionlint 1.7.12 does not.
# Without `queue: max` GitHub would drop all but the newest waiting run, a production deployment among them.
EXCEPTION = ("-ignore", 'unexpected key "queue"')


def _read(job: Job, data: Any) -> Iterator[Finding]:
    for found in objects(data):
        place = job.bench.place(original(found["filepath"]), found["line"], found["column"])
        yield job.finding(f"{found['kind']}: {found['message']}", place)


def _judge(job: Job) -> Judgement:
    shellcheck = job.programs.get("shellcheck")
    # Named, or switched off: which other programs are on PATH makes no difference.
    others = (f"-shellcheck={shellcheck or ''}", "-pyflakes=")
    files = [f".{file}" for file in job.files]
    done = job.run(*EXCEPTION, *others, "-no-color", "-format", "{{json .}}", *files, folder=REPOSITORY)
    note = "" if shellcheck else "without the scripts in the workflows: shellcheck was not found"
    return Judgement(job.findings(done, (0, 1), _read), len(job.files), note)


TOOL = Tool("actionlint", "actionlint", ("-version",), "workflows", select, _judge)
