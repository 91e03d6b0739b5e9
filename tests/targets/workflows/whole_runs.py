"""What a run comes to: each way in which its jobs can end, and which jobs run then, by the tables of the conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.targets.workflows.table import DELIVERY, ENTRY, summits

if TYPE_CHECKING:
    from collections.abc import Iterator

Ends = dict[str, str]
HEAD = """\
Every way in which the jobs of a run can end, below all that ran. A job that is `stopped` ran when the run was
cancelled; jobs beside it that had not begun by then don't. A job that `timed out` counts as cancelled, the run goes on.
"""
# In words, what begins a run and what its jobs then read.
BEGINNINGS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("a pull request", ENTRY, {"event": "pull_request", "environment": ""}),
    ("a push or dispatch to an environment", ENTRY, {"event": "push", "environment": "prod"}),
    ("a push or dispatch to no environment, or a refused one", ENTRY, {"event": "push", "environment": ""}),
    ("a delivery to production, started", DELIVERY, {"tier": "production", "started": "true"}),
    ("a delivery to production, not started", DELIVERY, {"tier": "production", "started": ""}),
    ("a delivery to staging, started", DELIVERY, {"tier": "staging", "started": "true"}),
    ("a delivery to development, started", DELIVERY, {"tier": "development", "started": "true"}),
)


def whole_runs() -> str:
    """All runs, by how they begin; a line names the jobs that did not succeed, then all that ran."""
    parts = [HEAD]
    for words, file, given in BEGINNINGS:
        told: dict[str, list[str]] = {}
        for ends, stopped in runs_of(file, given):
            ran = ", ".join(name for name, end in ends.items() if end != "skipped") or "nothing"
            told.setdefault(ran, []).append(_ended(ends, stopped))
        parts.append(f"\n{words}\n")
        for ran, ways in told.items():
            parts.append(f"  {ran}\n")
            parts += [f"      {way}\n" for way in dict.fromkeys(ways)]
    return "".join(parts)


def _ended(ends: Ends, stopped: str) -> str:
    words = {"failure": "fails", "cancelled": "timed out"}
    told = [f"{name} {words[end]}" for name, end in ends.items() if end in words and name != stopped]
    return ", ".join([*told, *([f"{stopped} stopped"] if stopped else [])]) or "all succeed"


def runs_of(file: str, given: dict[str, str]) -> Iterator[tuple[Ends, str]]:
    """The jobs' results and which job was running when the run was cancelled, in all ways; jobs are in their order."""
    names = [job.name for job, _ in summits().values() if job.file == file]
    yield from _continue(file, given, names, {}, "")


def _continue(
    file: str, given: dict[str, str], left: list[str], ends: Ends, stopped: str
) -> Iterator[tuple[Ends, str]]:
    if not left:
        yield ends, stopped
        return
    job, table = summits()[file, left[0]]
    values = {**given, "run": "is cancelled" if stopped else "goes on", **ends}
    if not table[tuple(values[column] for column in job.columns)]:
        yield from _continue(file, given, left[1:], {**ends, left[0]: "skipped"}, stopped)
        return
    # What runs in spite of all is the end: how it ends itself decides nothing more.
    last = not any(left[0] in other.needs for other, _ in summits().values() if other.file == file)
    ways = ("success",) if last or stopped else ("success", "failure", "cancelled")
    for end in ways:
        yield from _continue(file, given, left[1:], {**ends, left[0]: end}, stopped)
    if not last and not stopped:
        yield from _continue(file, given, left[1:], {**ends, left[0]: "cancelled"}, left[0])
