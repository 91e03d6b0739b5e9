"""The deployment workflow, executed by act in all scenarios: `make e2e` names this file, `make test` passes it by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.act.judged import changes, data, hold, hold_images, judge, pushed, scenario_of
from tests.act.project import workflows
from tests.act.runs import Scenario, execute
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

FAILED_CANARY = "production whose canary fails"
# What is wrong in the workflow, by the text that is put in another's place, and a scenario that shows it.
DEFECTS = {
    "a tag is deployed": (
        '"image.digest=$DIGEST"',
        '"image.tag=sha-$GITHUB_SHA"',
        "production from main",
    ),
    "the first digest found is deployed": (
        "name: \"${{ format('image.{0}', inputs.workload) }}\"",
        "name: image.summit",
        "production from main",
    ),
    "the rollback goes to the revision before the recorded one": (
        '"$WORKLOAD" "$PREVIOUS" --namespace',
        '"$WORKLOAD" "$((PREVIOUS - 1))" --namespace',
        FAILED_CANARY,
    ),
    "a canary is not aborted": ("*) attempt abort", "*) : attempt abort", FAILED_CANARY),
    "staging is rolled back": ("inputs.tier == 'production'", "inputs.tier != ''", "staging whose canary fails"),
    "a failed watch is no failure": ('elif final != "healthy":', "elif False:", FAILED_CANARY),
    "another namespace": ('--namespace "$NAMESPACE" \\\n', "--namespace default \\\n", "staging from develop"),
    "any strategy": ('"deploymentStrategy=$STRATEGY"', "deploymentStrategy=canary", "dispatch as standard"),
    "production from any branch": (
        "wanted not in of_branch",
        "False",
        "dispatch of production from a feature branch is refused",
    ),
    "an empty webhook is called": ("env.SLACK_WEBHOOK_URL != ''", "always()", "no webhook"),
    "a pull request pushes": ('PUSH: "false"', 'PUSH: "true"', "a pull request builds and scans"),
    "one platform is lost": ('"${references[@]}"', '"${references[0]}"', "production from main"),
}


@pytest.mark.parametrize("name", data()["scenarios"])
def test_scenario(name: str, tmp_path: Path) -> None:
    judge(tmp_path, name)


@pytest.mark.parametrize(("old", "new", "name"), DEFECTS.values(), ids=DEFECTS)
def test_a_defect_is_shown(old: str, new: str, name: str, tmp_path: Path) -> None:
    texts = workflows(scenario_of(name).workloads)
    changed = {file: text.replace(old, new) for file, text in texts.items()}
    assert changed != texts
    with pytest.raises(AssertionError):
        judge(tmp_path, name, changed)


def test_the_committed_workflows_deliver_all_five_workloads(tmp_path: Path) -> None:
    folder = summit.ROOT / "out/github/workflows"
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    names = tuple(summit.environments()[0].spec.workloads)
    scenario = Scenario("push", "main", workloads=names)
    run = execute(tmp_path, scenario, texts)
    assert set(run.jobs.values()) == {"success"}, run.said
    digests = pushed(run)
    assert set(digests) == set(names) and len(names) == 5
    hold(run, scenario)
    hold_images(run, digests)
    deployed = re.findall(r"--install (\S+) .* image\.digest=<(\S+)>", "\n".join(changes(run, digests)))
    assert deployed == [(name, name) for name in sorted(names)]
