"""Which jobs run, as three tables that a person can read: what is chosen, when a job runs, and what a run comes to.

`python -m tests.targets.workflows.table` writes them anew to the folder truth/.
"""

from __future__ import annotations

import json
import runpy
import subprocess
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support import summit
from tests.targets.workflows.test_workflows import documents
from tools import expression_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE = Path(__file__).parent
TRUTH = HERE / "truth"
ENTRY, DELIVERY = "optimized-deployment.yml", "deliver-workload.yml"
RESULTS = ("success", "failure", "cancelled", "skipped")
EVENTS = ("push", "pull_request", "workflow_dispatch")
# What conditions may look at beside the results of the jobs needed; a name is how the tables call it.
VARIABLES: dict[str, dict[str, tuple[str, ...]]] = {
    ENTRY: {"event": EVENTS, "environment": ("", "prod")},
    DELIVERY: {"tier": ("production", "staging", "development"), "started": ("", "true")},
}
Row = tuple[str, ...]
Table = dict[Row, bool]


class Job:
    """A job with all cases of its condition; the columns of a case are ``columns``, with ``domains`` of values."""

    def __init__(self, file: str, name: str, data: dict[str, Any]) -> None:
        self.file, self.name, self.condition = file, name, data.get("if")
        self.needs: tuple[str, ...] = tuple(data.get("needs", ()))
        given = {**VARIABLES[file], "run": ("goes on", "is cancelled"), **dict.fromkeys(self.needs, RESULTS)}
        self.columns, self.domains = tuple(given), tuple(given.values())

    def rows(self) -> Iterator[Row]:
        """All combinations of the columns' values."""
        yield from product(*self.domains)

    def case(self, row: Row) -> dict[str, Any]:
        """A combination as GitHub's contexts, with the results that the status functions look at."""
        given = dict(zip(self.columns, row, strict=True))
        outputs = {"environment": given.get("environment", ""), "started": given.get("started", "")}
        contexts = {
            "github": {"event_name": given.get("event", "push")},
            "inputs": {"tier": given.get("tier", "")},
            "needs": {name: {"result": given[name], "outputs": outputs} for name in self.needs},
        }
        return {
            "contexts": contexts,
            "results": [given[name] for name in self.needs],
            "cancelled": given["run"] == "is cancelled",
        }


def jobs(found: dict[str, Any]) -> list[Job]:
    """All jobs of both workflows."""
    return [Job(file, name, data) for file in (ENTRY, DELIVERY) for name, data in found[file]["jobs"].items()]


def evaluate(asked: Sequence[Job]) -> list[Table]:
    """When each job runs, by GitHub's own engine."""
    node = expression_engine.find_node().executable
    engine = expression_engine.module(expression_engine.locate())
    if not engine.is_file():
        raise expression_engine.NodeMissingError(f"{engine} is missing: run `make tools`")
    questions = [{"condition": job.condition, "cases": [job.case(row) for row in job.rows()]} for job in asked]
    words = [node, str(HERE / "evaluate.mjs"), str(engine)]
    done = subprocess.run(words, input=json.dumps(questions), capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)
    return [
        dict(zip(job.rows(), (one == "1" for one in answer), strict=True))
        for job, answer in zip(asked, answers, strict=True)
    ]


@cache
def summits() -> dict[tuple[str, str], tuple[Job, Table]]:
    """The tables of Summit's workflows, by file and job."""
    found = jobs(documents())
    return {(job.file, job.name): (job, table) for job, table in zip(found, evaluate(found), strict=True)}


def folded(job: Job, table: Table) -> list[str]:
    """The lines that tell in which cases a job runs, and so in all others that it doesn't; nothing is lost."""

    def lines(before: Row, left: int) -> list[tuple[str, ...]]:
        if left == len(job.columns):
            return [()] if table[before] else []
        by_rest: dict[tuple[tuple[str, ...], ...], list[str]] = {}
        for value in job.domains[left]:
            by_rest.setdefault(tuple(lines((*before, value), left + 1)), []).append(value)
        found: list[tuple[str, ...]] = []
        for rest, values in by_rest.items():
            all_of_them = len(values) == len(job.domains[left])
            word = "" if all_of_them else f"{job.columns[left]} {' or '.join(value or 'none' for value in values)}"
            found += [(word, *one) if word else one for one in rest]
        return found

    return [", ".join(line) or "always" for line in lines((), 0)] or ["never"]


def conditions(tables: Iterable[tuple[Job, Table]]) -> str:
    """The table of conditions."""
    parts = ["Each job runs in the cases that a line names, whatever it does not name, and in no others.\n"]
    for job, table in tables:
        needed = f" (needs {', '.join(job.needs)})" if job.needs else ""
        parts.append(f"\n{job.file}: {job.name}{needed}\n")
        parts += [f"    {line}\n" for line in folded(job, table)]
        parts.append(f"    [{sum(table.values())} of {len(table)} cases]\n")
    return "".join(parts)


def choices() -> str:
    """What is delivered where, by event, branch and inputs, as the script of the workflow chooses it."""
    step = documents()[ENTRY]["jobs"]["determine-environment"]["steps"][0]
    script = runpy.run_path(str(summit.ROOT / "templates/workflows/determine_environment.py"))
    plan = json.loads(step["env"]["PLAN"])
    inputs = documents()[ENTRY]["on"]["workflow_dispatch"]["inputs"]
    wanted = [inputs[name]["options"] for name in ("environment", "workload", "deployment_strategy")]
    parts = []
    for event, branch in product(EVENTS, ("main", "develop", "feature/a", "hotfix/z", "")):
        parts.append(f"{event} of {branch or 'a tag'}\n")
        combinations = product(*wanted) if event == "workflow_dispatch" else [("auto", "all", "default")]
        told: dict[str, list[Row]] = {}
        for one in combinations:
            told.setdefault(_chosen(script, plan, event, branch, one), []).append(one)
        for outcome, asked in told.items():
            which = f"{_boxes(asked, wanted)}: " if event == "workflow_dispatch" else ""
            parts.append(f"    {which}{outcome}\n")
    return "".join(parts)


def _chosen(script: dict[str, Any], plan: dict[str, Any], event: str, branch: str, asked: Row) -> str:
    environment, workload, strategy = asked
    try:
        name = script["choose"](plan, event, branch, environment)
        if not name:
            return "nothing is deployed"
        found = script["deliveries"](plan[name], strategy, workload)
    except SystemExit as refused:
        return f"refused: {str(refused).removeprefix('::error::')}"
    told = ", ".join(f"{one['workload']} as {one['strategy']}" for one in found)
    return f"{name}: {told}"


def _boxes(asked: list[Row], wanted: list[list[str]]) -> str:
    """The combinations as a union of boxes, each a set of values a column; equal boxes of rows are merged."""
    boxes = [tuple(frozenset((value,)) for value in row) for row in asked]
    for column in reversed(range(len(wanted))):
        by_rest: dict[tuple[Any, ...], frozenset[str]] = {}
        for box in boxes:
            rest = (*box[:column], *box[column + 1 :])
            by_rest[rest] = by_rest.get(rest, frozenset()) | box[column]
        boxes = [(*rest[:column], values, *rest[column:]) for rest, values in by_rest.items()]
    shown = []
    for box in boxes:
        words = [
            "any" if len(values) == len(all_) else "|".join(one for one in all_ if one in values)
            for values, all_ in zip(box, wanted, strict=True)
        ]
        shown.append(" ".join(words))
    return "; ".join(shown)


def tables() -> dict[str, str]:
    """The files of truth/ by name, as they have to be."""
    from tests.targets.workflows.whole_runs import whole_runs

    return {"choices.txt": choices(), "conditions.txt": conditions(summits().values()), "runs.txt": whole_runs()}


def write() -> None:
    """Write the tables anew."""
    for name, text in tables().items():
        (TRUTH / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
