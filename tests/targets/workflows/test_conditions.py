"""When each job runs: its `if`, over all results of the jobs it needs, against a rule that can be read."""

from __future__ import annotations

from copy import deepcopy
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.targets.workflows.expressions import Evaluation, runs
from tests.targets.workflows.lint import mistakes
from tests.targets.workflows.test_workflows import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULTS = ("success", "failure", "cancelled", "skipped")
ENTRY, DELIVERY = "optimized-deployment.yml", "deliver-workload.yml"
Case = tuple[dict[str, str], dict[str, str], bool]


def went_well(needs: dict[str, str]) -> bool:
    return set(needs.values()) <= {"success"}


def badly(needs: dict[str, str]) -> bool:
    return bool({"failure", "cancelled"} & set(needs.values()))


# needs: the results of the jobs that it needs; x: the event, the environment chosen, tier and whether it started.
RULES: dict[tuple[str, str], Callable[[dict[str, str], dict[str, str], bool], bool]] = {
    (ENTRY, "pull-request"): lambda needs, x, cancelled: x["event"] == "pull_request" and not cancelled,
    (ENTRY, "build"): lambda needs, x, cancelled: x["event"] != "pull_request" and not cancelled,
    (ENTRY, "determine-environment"): lambda needs, x, cancelled: x["event"] != "pull_request" and not cancelled,
    (ENTRY, "publish"): lambda needs, x, cancelled: went_well(needs) and not cancelled,
    (ENTRY, "scan"): lambda needs, x, cancelled: went_well(needs) and not cancelled,
    (ENTRY, "prepare-environment"): lambda needs, x, cancelled: (
        went_well(needs) and x["chosen"] != "" and not cancelled
    ),
    (ENTRY, "deploy"): lambda needs, x, cancelled: went_well(needs) and x["chosen"] != "" and not cancelled,
    (ENTRY, "notify"): lambda needs, x, cancelled: x["event"] != "pull_request",
    (DELIVERY, "deploy"): lambda needs, x, cancelled: not cancelled,
    (DELIVERY, "monitor-canary"): lambda needs, x, cancelled: went_well(needs) and not cancelled,
    (DELIVERY, "post-deploy"): lambda needs, x, cancelled: went_well(needs) and not cancelled,
    (DELIVERY, "rollback"): lambda needs, x, cancelled: (
        x["tier"] == "production" and x["started"] == "true" and badly(needs)
    ),
}


def cases(job: dict[str, Any]) -> Iterator[Case]:
    """All results of what a job needs, with all that its condition may look at."""
    names = job.get("needs", [])
    events = ("push", "pull_request", "workflow_dispatch")
    for results in product(RESULTS, repeat=len(names)):
        for event, chosen, tier, started, cancelled in product(
            events, ("", "prod"), ("production", "staging"), ("", "true"), (False, True)
        ):
            x = {"event": event, "chosen": chosen, "tier": tier, "started": started}
            yield dict(zip(names, results, strict=True)), x, cancelled


def says(job: dict[str, Any], needs: dict[str, str], x: dict[str, str], cancelled: bool) -> bool:
    """Whether the job as generated runs."""
    outputs = {"environment": x["chosen"], "started": x["started"]}
    contexts = {
        "github": {"event_name": x["event"]},
        "inputs": {"tier": x["tier"]},
        "needs": {name: {"result": result, "outputs": outputs} for name, result in needs.items()},
    }
    return runs(job.get("if"), list(needs.values()), contexts, cancelled=cancelled)


def wrong(found: dict[str, Any], file: str, name: str) -> int:
    """How many cases differ from the rule."""
    job, rule = found[file]["jobs"][name], RULES[file, name]
    return sum(says(job, *case) is not rule(*case) for case in small(job))


def small(job: dict[str, Any]) -> Iterator[Case]:
    """All cases of a job, where it needs many only those in which at most two of them did not go well."""
    many = len(job.get("needs", [])) > 3
    yield from _few(job) if many else cases(job)


def _few(job: dict[str, Any]) -> Iterator[Case]:
    names = job["needs"]
    for first, second in product(names, names):
        for case in cases({"needs": list(dict.fromkeys((first, second)))}):
            yield {**dict.fromkeys(names, "success"), **case[0]}, *case[1:]


def test_every_job_has_a_rule() -> None:
    assert {(file, job) for file, document in documents().items() for job in document["jobs"]} == set(RULES)


@pytest.mark.parametrize(("file", "name"), RULES, ids=lambda one: one)
def test_a_job_runs_when_its_rule_says_so(file: str, name: str) -> None:
    found = documents()
    assert wrong(found, file, name) == 0
    assert sum(1 for _ in small(found[file]["jobs"][name])) >= 48


def test_what_is_used_is_there_and_no_run_body_has_an_expression() -> None:
    assert mistakes(documents()) == []


def test_one_lock_holds_a_delivery_from_its_deployment_to_its_rollback() -> None:
    found = documents()
    locks = {name: job["concurrency"] for name, job in found[ENTRY]["jobs"].items() if "concurrency" in job}
    environment = "${{ needs.determine-environment.outputs.environment }}"
    never = {"cancel-in-progress": False, "queue": "max"}
    assert locks == {
        "prepare-environment": {"group": f"deploy-{environment}", **never},
        "deploy": {"group": f"deploy-{environment}-${{{{ matrix.workload }}}}", **never},
    }
    # The caller holds it; a lock of a called job would end with that job, and one of both would wait for itself.
    assert found[ENTRY]["jobs"]["deploy"]["uses"].endswith(f"/{DELIVERY}")
    assert not any("concurrency" in one for one in (found[DELIVERY], *found[DELIVERY]["jobs"].values()))


START = "inputs.tier == 'production' && needs.deploy.outputs.started == 'true'"
ENDED = "(contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled'))"
ROLLBACK = {
    "no always": f"${{{{ {START} && {ENDED} }}}}",
    "failure alone": f"${{{{ failure() && {START} }}}}",
    "no result test": f"${{{{ always() && {START} }}}}",
    "not cancelled": f"${{{{ !cancelled() && {START} && {ENDED} }}}}",
    "no cancelled result": f"${{{{ always() && {START} && contains(needs.*.result, 'failure') }}}}",
    "several lines": f"${{{{ always() && {START} && {ENDED} }}}}\n",
    "any tier": f"${{{{ always() && needs.deploy.outputs.started == 'true' && {ENDED} }}}}",
    "not started": f"${{{{ always() && inputs.tier == 'production' && {ENDED} }}}}",
    "no parentheses": f"${{{{ always() && {START} && {ENDED[1:-1]} }}}}",
    "default": None,
}


@pytest.mark.parametrize("condition", ROLLBACK.values(), ids=ROLLBACK)
def test_a_rollback_that_is_asked_for_otherwise_is_noticed(condition: str | None) -> None:
    found = deepcopy(documents())
    found[DELIVERY]["jobs"]["rollback"]["if"] = condition
    assert wrong(found, DELIVERY, "rollback") > 0


OTHERS = {
    ("notify", None),
    ("notify", "${{ always() }}"),
    ("notify", "${{ github.event_name != 'pull_request' }}"),
    ("deploy", None),
    ("deploy", "${{ always() && needs.determine-environment.outputs.environment != '' }}"),
    ("scan", "${{ !cancelled() }}"),
    ("build", None),
    ("pull-request", "${{ github.event_name == 'pull_request' }} "),
}


@pytest.mark.parametrize(("name", "condition"), sorted(OTHERS, key=str))
def test_another_job_with_another_condition_is_noticed(name: str, condition: str | None) -> None:
    found = deepcopy(documents())
    found[ENTRY]["jobs"][name]["if"] = condition
    assert wrong(found, ENTRY, name) > 0


def misspelt(found: dict[str, Any]) -> None:
    outputs = found[ENTRY]["jobs"]["determine-environment"]["outputs"]
    outputs["enviroment"] = outputs.pop("environment")


def not_needed(found: dict[str, Any]) -> None:
    found[DELIVERY]["jobs"]["rollback"]["needs"].remove("deploy")


def expanded(found: dict[str, Any]) -> None:
    found[ENTRY]["jobs"]["determine-environment"]["steps"][0]["run"] += "\n# ${{ inputs.deployment_strategy }}"


def no_step(found: dict[str, Any]) -> None:
    found[DELIVERY]["jobs"]["deploy"]["steps"][-1]["id"] = "other"


def no_input(found: dict[str, Any]) -> None:
    del found[DELIVERY]["on"]["workflow_call"]["inputs"]["registry"]


def no_column(found: dict[str, Any]) -> None:
    del found[ENTRY]["jobs"]["build"]["strategy"]["matrix"]["include"][0]["registry"]


@pytest.mark.parametrize("mutate", [misspelt, not_needed, expanded, no_step, no_input, no_column])
def test_a_value_that_is_not_there_is_noticed(mutate: Callable[[dict[str, Any]], None]) -> None:
    found = deepcopy(documents())
    mutate(found)
    assert mistakes(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' == 'A'", True),
        ("'it''s' == 'it''s'", True),
        ("x.y || 'z'", "z"),
        ("x.y && 'z'", ""),
        ("'' || 'a' && 'b'", "b"),
        ("!x.y && !('a' != 'b')", False),
        ("x.*", [""]),
        ("0 || null", None),
        ("true", True),
    ],
)
def test_the_evaluator(text: str, value: Any) -> None:
    assert Evaluation(text, {"x": {"y": ""}}, {}).value() == value


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x.z", KeyError),
        ("f()", KeyError),
        ("(true", ValueError),
        ("true true", ValueError),
        ("", ValueError),
        ("$", ValueError),
        ("&&", ValueError),
        ("1 == 'a'", TypeError),
    ],
)
def test_the_evaluator_refuses(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Evaluation(text, {"x": {"y": ""}}, {}).value()
