"""Which jobs run in every case, judged by GitHub's own engine of expressions, against tables that a person can read."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.targets.workflows.expressions import runs
from tests.targets.workflows.lint import mistakes
from tests.targets.workflows.table import DELIVERY, ENTRY, TRUTH, Job, evaluate, folded, jobs, summits, tables
from tests.targets.workflows.test_workflows import documents
from tools import expression_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_tables_are_those_that_were_read() -> None:
    for name, text in tables().items():
        changed = f"{name} differs: read it after `python -m tests.targets.workflows.table`"
        assert text == (TRUTH / name).read_text(encoding="utf-8"), changed
    assert sorted(path.name for path in TRUTH.iterdir()) == sorted(tables())


def test_all_jobs_are_judged_in_thousands_of_cases() -> None:
    assert set(summits()) == {(file, job) for file, found in documents().items() for job in found["jobs"]}
    assert sum(len(table) for _, table in summits().values()) >= 50_000


def test_the_lines_lose_nothing() -> None:
    for job, table in summits().values():
        rows = {row for line in folded(job, table) for row in job.rows() if _meant(job, row, line)}
        assert rows == {row for row, answer in table.items() if answer}, job.name


def _meant(job: Job, row: tuple[str, ...], line: str) -> bool:
    """Whether a line names a case, read as a person reads it."""
    if line in ("always", "never"):
        return line == "always"
    given = dict(zip(job.columns, row, strict=True))
    parts = [part.partition(" ") for part in line.split(", ")]
    return all((given[column] or "none") in values.split(" or ") for column, _, values in parts)


def test_the_evaluator_of_the_tests_says_the_same() -> None:
    for job, table in summits().values():
        # A prime step takes each value of each column, and each pair of them.
        for row in list(table)[:: 7 if len(table) > 1000 else 1]:
            case = job.case(row)
            said = runs(job.condition, case["results"], case["contexts"], cancelled=case["cancelled"])
            assert said is table[row], (job.name, row)


def with_condition(file: str, name: str, condition: str) -> Callable[[dict[str, Any]], None]:
    def mutate(found: dict[str, Any]) -> None:
        found[file]["jobs"][name]["if"] = condition

    return mutate


def misspelt(found: dict[str, Any]) -> None:
    rollback = found[DELIVERY]["jobs"]["rollback"]
    rollback["if"] = rollback["if"].replace("outputs.started", "outputs.startd")


def not_needed(found: dict[str, Any]) -> None:
    found[DELIVERY]["jobs"]["rollback"]["needs"] = ["monitor-canary", "post-deploy"]


def expanded(found: dict[str, Any]) -> None:
    found[ENTRY]["jobs"]["determine-environment"]["steps"][0]["run"] += "\n# ${{ inputs.deployment_strategy }}"


def unscanned(found: dict[str, Any]) -> None:
    found[ENTRY]["jobs"]["prepare-environment"]["needs"] = ["determine-environment"]


START = "inputs.tier == 'production' && needs.deploy.outputs.started == 'true'"
ENDED = "(contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled'))"
SKIPPED = "${{ inputs.tier == 'production' }}"
# Which mutants the table shows and which the lint; one that neither does would be a hole.
MUTANTS: dict[str, tuple[Callable[[dict[str, Any]], None], bool, bool]] = {
    "rollback without always": (with_condition(DELIVERY, "rollback", f"${{{{ {START} && {ENDED} }}}}"), True, False),
    "rollback with failure alone": (with_condition(DELIVERY, "rollback", "${{ failure() }}"), True, False),
    "rollback without results": (with_condition(DELIVERY, "rollback", f"${{{{ always() && {START} }}}}"), True, False),
    "rollback on several lines": (
        with_condition(DELIVERY, "rollback", f"${{{{ always() && {START} && {ENDED} }}}}\n"),
        True,
        False,
    ),
    "verify after a watch that is skipped": (with_condition(DELIVERY, "monitor-canary", SKIPPED), True, False),
    "verify in spite of all": (with_condition(DELIVERY, "post-deploy", "${{ always() }}"), True, False),
    "deploy of a pull request": (with_condition(ENTRY, "deploy", "${{ !cancelled() }}"), True, False),
    "deploy of what was not scanned": (unscanned, True, False),
    "misspelt output": (misspelt, True, True),
    "output of a job that is not needed": (not_needed, True, True),
    "input expanded in a script": (expanded, False, True),
}


@pytest.mark.parametrize(("mutate", "by_table", "by_lint"), MUTANTS.values(), ids=MUTANTS)
def test_mutants_are_caught(mutate: Callable[[dict[str, Any]], None], by_table: bool, by_lint: bool) -> None:
    found = deepcopy(documents())
    mutate(found)
    changed = [job for job in jobs(found) if not _as_before(job)]
    told = [folded(job, table) for job, table in zip(changed, evaluate(changed), strict=True)]
    before = [folded(*summits()[job.file, job.name]) for job in changed]
    assert (told != before) is by_table
    assert bool(mistakes(found)) is by_lint


def _as_before(job: Job) -> bool:
    before = summits()[job.file, job.name][0]
    return (job.condition, job.needs) == (before.condition, before.needs)


def test_an_engine_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression_engine, "locate", lambda: tmp_path)
    with pytest.raises(expression_engine.NodeMissingError, match="run `make tools`"):
        evaluate([])
