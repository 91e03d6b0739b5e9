"""The workflows: what linters say of Summit's, what their scripts decide, and that no value becomes structure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from summitgen.targets.workflows import plan
from summitgen.targets.workflows.commented import Commented, Expression, print_workflow
from summitgen.targets.workflows.entry import trigger
from summitgen.targets.workflows.facts import as_json
from summitgen.values.action_pins import missing, pins_of
from summitgen.values.compilation import Compilation
from summitgen.values.context import Context
from summitgen.values.duration_budget import duration_budget
from tests.support import summit
from tests.support.specs import HOSTILE_TEXTS
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = summit.ROOT / "templates/workflows"
HOSTILE = [
    f"{before}{text}{after}" for text in HOSTILE_TEXTS for before, after in (("", ""), ("a", "\nb: c"), ("${{", "}}"))
]


def texts() -> dict[str, str]:
    """Summit's workflows by file name."""
    compilation = Compilation(summit.project(), (), (), {}, {}, {}, summit.environments())
    return {Path(one.path).name: one.render() for one in plan(compilation)}


def documents() -> dict[str, Any]:
    """Summit's workflows, read back."""
    return {name: yaml.load(text, yaml.CSafeLoader) for name, text in texts().items()}


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """All jobs of both workflows."""
    for document in documents().values():
        yield from document["jobs"].items()


def judged(tmp_path: Path, *words: str) -> tuple[int, str]:
    """A linter's verdict on Summit's workflows, as files of a repository."""
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / ".git").mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    files = [str(path) for path in sorted(folder.iterdir())] if words[0] != "zizmor" else ["."]
    binaries = Path(sys.executable).parent
    program = str(tool(words[0])) if words[0] == "actionlint" else str(binaries / words[0])
    env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [program, *words[1:], *files], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout or done.stderr


ZIZMOR = ("zizmor", "--offline", "--no-progress", "--format=json-v1")


def audited(tmp_path: Path, *more: str) -> list[tuple[str, str]]:
    """What zizmor finds, as the audit and the file of each finding."""
    found = json.loads(judged(tmp_path, *ZIZMOR, *more)[1])
    places = [next(one for one in finding["locations"] if one["symbolic"]["kind"] == "Primary") for finding in found]
    names = [Path(place["symbolic"]["key"]["Local"]["verbatim_path"]).name for place in places]
    return sorted(zip((finding["ident"] for finding in found), names, strict=True))


def test_linters_find_nothing(tmp_path: Path) -> None:
    ignored = judged(tmp_path, "actionlint", "-ignore", 'unexpected key "queue"')
    schema = judged(tmp_path, "check-jsonschema", "--builtin-schema", "vendor.github-workflows")
    assert ignored == (0, "")
    assert schema[0] == 0, schema[1]
    assert audited(tmp_path) == []


def test_the_two_listed_exceptions_hide_nothing_else(tmp_path: Path) -> None:
    entry = "optimized-deployment.yml"
    status, text = judged(tmp_path, "actionlint", "-format", "{{range $}}{{.Message}}\n{{end}}")
    assert status == 1
    messages = [line for line in text.splitlines() if line]
    assert len(messages) == texts()[entry].count("queue: max") == 2
    assert all(line.startswith('unexpected key "queue" for "concurrency" section') for line in messages)
    assert audited(tmp_path, "--no-ignores") == [("self-repository", entry)]
    # Decision 0010 says why a secret of the build's and of the notification's is no environment's.
    strictest = audited(tmp_path, "--no-ignores", "--persona=auditor")
    assert strictest == [("secrets-outside-env", entry)] * 2 + [("self-repository", entry)]


def test_no_run_body_has_an_expression_and_every_job_has_its_limits() -> None:
    for name, job in jobs():
        assert "permissions" in job, name
        assert "timeout-minutes" in job or "uses" in job, name
        for step in job.get("steps", []):
            assert "${{" not in step.get("run", ""), name


def test_actions_are_those_of_the_specs_with_their_versions() -> None:
    pins = pins_of(one.spec for one in summit.environments())
    assert missing(pins) == ()
    assert missing(list(pins)[1:]) == (next(iter(pins)),)
    for text in texts().values():
        for line in text.splitlines():
            place = line.partition("uses: ")[2]
            if "@" in place:
                action = place.partition("@")[0]
                assert place == f"{action}@{pins[action].commit}  # {pins[action].version}"


def test_without_pins_there_is_no_workflow() -> None:
    assert list(plan(Compilation(summit.project(), (), (), {}, {}))) == []


def test_group_19_and_22_what_is_deployed_was_built_and_pull_requests_deploy_nothing() -> None:
    entry = documents()["optimized-deployment.yml"]["jobs"]
    assert entry["prepare-environment"]["needs"] == ["determine-environment", "scan"]
    assert "prepare-environment" in entry["deploy"]["needs"]
    assert entry["pull-request"]["permissions"] == {"contents": "read"}
    assert "secrets." not in json.dumps(entry["pull-request"])
    for name in ("build", "determine-environment"):
        assert entry[name]["if"] == "${{ github.event_name != 'pull_request' }}"


@pytest.mark.parametrize("tier", ["production", "staging"])
def test_group_21_the_rollback_runs_just_where_a_started_deployment_went_wrong(tier: str) -> None:
    condition = documents()["deliver-workload.yml"]["jobs"]["rollback"]["if"].strip("${} ")
    assert documents()["deliver-workload.yml"]["jobs"]["rollback"]["needs"] == [
        "deploy",
        "monitor-canary",
        "post-deploy",
    ]
    code = condition.replace("&&", "and").replace("||", "or").replace("needs.*.result", "results")
    code = code.replace("inputs.tier", "tier").replace("needs.deploy.outputs.started", "started")
    functions = {"always": lambda: True, "contains": lambda all_, one: one in all_}
    results = ("success", "failure", "cancelled", "skipped")
    for three, started in product(product(results, repeat=3), ("true", "")):
        wanted = tier == "production" and started == "true" and bool({"failure", "cancelled"} & set(three))
        given = {**functions, "results": three, "tier": tier, "started": started}
        assert eval(code, {"__builtins__": {}}, given) is wanted, (three, started)


def test_group_23_the_watch_is_as_long_as_the_canary() -> None:
    prod = next(one for one in summit.environments() if one.name == "prod")
    context = Context("summit", "prod", prod.spec, "summit", prod.spec.workloads["summit"])
    canary = duration_budget(context, "canary")
    assert (canary.pauses, canary.analyses, canary.pods) == (40 * 60, 5 * 5 * 70, 6 * 600)
    assert not canary.open_end
    assert canary.seconds > 72 * 60
    assert duration_budget(context, "blueGreen").open_end
    assert duration_budget(context, "standard").seconds == 600


def outputs(file: Path) -> dict[str, str]:
    """A step's outputs as GitHub reads them: ``name=value``, or lines between a delimiter."""
    lines, read = iter(file.read_text(encoding="utf-8").split("\n")[:-1]), {}
    for line in lines:
        if "<<" in line.partition("=")[0]:
            name, _, end = line.partition("<<")
            read[name] = "\n".join(iter(lines.__next__, end))
        else:
            name, _, read[name] = line.partition("=")
    return read


def determine(tmp_path: Path, **given: str) -> tuple[int, dict[str, str]]:
    """Run the script that chooses the environment, on Summit's own plan."""
    job = documents()["optimized-deployment.yml"]["jobs"]["determine-environment"]
    output = tmp_path / "output"
    output.write_text("", encoding="utf-8")
    env = {"PLAN": job["steps"][0]["env"]["PLAN"], "REF_TYPE": "branch", "GITHUB_OUTPUT": str(output)}
    env |= {"WANTED_ENVIRONMENT": "", "WANTED_STRATEGY": "", "WANTED_WORKLOAD": "", **given}
    done = subprocess.run(
        [sys.executable, SCRIPTS / "determine_environment.py"], env=env, capture_output=True, check=False
    )
    return done.returncode, outputs(output)


@pytest.mark.parametrize(
    ("event", "branch", "wanted", "environment"),
    [
        ("push", "main", "", "prod"),
        ("push", "develop", "", "staging"),
        ("push", "feature/a/b", "", "dev"),
        ("push", "mainx", "", ""),
        ("pull_request", "main", "", ""),
        ("workflow_dispatch", "main", "auto", "prod"),
        ("workflow_dispatch", "main", "prod", "prod"),
        ("workflow_dispatch", "feature/a", "staging", "staging"),
        ("workflow_dispatch", "feature/a", "prod", None),
    ],
)
def test_environments_come_from_branches(
    tmp_path: Path, event: str, branch: str, wanted: str, environment: str | None
) -> None:
    status, outputs = determine(tmp_path, EVENT_NAME=event, REF_NAME=branch, WANTED_ENVIRONMENT=wanted)
    assert (status, outputs.get("environment")) == (int(environment is None), environment)


def test_a_tag_named_like_the_branch_and_a_strategy_that_is_not_allowed(tmp_path: Path) -> None:
    given = {"EVENT_NAME": "workflow_dispatch", "REF_NAME": "main", "WANTED_ENVIRONMENT": "prod"}
    assert determine(tmp_path, **given, REF_TYPE="tag")[0] == 1
    assert determine(tmp_path, **given, WANTED_STRATEGY="canary", WANTED_WORKLOAD="web")[0] == 1
    chosen = json.loads(
        determine(tmp_path, **given, WANTED_STRATEGY="blueGreen", WANTED_WORKLOAD="summit")[1]["deliveries"]
    )
    assert [(one["workload"], one["strategy"]) for one in chosen] == [("summit", "blueGreen")]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_becomes_structure_or_an_expression(text: str) -> None:
    printed = print_workflow(
        ["x"], {"env": {"A": text, "B": as_json([text]), "C": Expression("${{ a }}")}, "l": [text]}
    )
    read = yaml.load(printed, yaml.CSafeLoader)
    assert list(read) == ["env", "l"]
    assert list(read["env"]) == ["A", "B", "C"]
    assert read["env"]["A"].replace("${{ '$' }}", "$") == text
    assert read["l"] == [read["env"]["A"]]
    assert "${{" not in read["env"]["A"].replace("${{ '$' }}", "")
    assert json.loads(read["env"]["B"]) == [text]
    assert "$" not in read["env"]["B"]
    assert not set(trigger(text)) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/*-")


def test_there_are_enough_hostile_strings_and_a_comment_has_one_line() -> None:
    assert len(set(HOSTILE)) >= 100
    with pytest.raises(ValueError, match="one line"):
        Commented("a", "b\nc: d")
