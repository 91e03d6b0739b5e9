"""The defects of workflows that were found in the wild, by their groups: none is there, and each would be noticed."""

from __future__ import annotations

import json
import re
import subprocess
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from summitgen.model.environment import Environment
from summitgen.values.context import Context
from summitgen.values.duration_budget import duration_budget
from tests.support import summit
from tests.support.tools import tool
from tests.targets.workflows.test_injection import IMAGE, changed
from tests.targets.workflows.test_workflows import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Documents = dict[str, Any]
ENTRY, DELIVERY = "optimized-deployment.yml", "deliver-workload.yml"
NEEDED = {
    "actions/checkout": {"contents: read"},
    "actions/attest": {"attestations: write", "id-token: write", "packages: write"},
    "aws-actions/configure-aws-credentials": {"id-token: write"},
    "github/codeql-action/upload-sarif": {"security-events: write", "actions: read", "contents: read"},
    "docker/login-action": {"packages: read"},
    "gh attestation verify": {"attestations: read", "packages: read"},
    "docker buildx imagetools create": {"packages: write"},
    "docker buildx bake": {"packages: write"},
}
INPUTS = {
    "actions/attest": "subject-name subject-digest push-to-registry",
    "actions/checkout": "persist-credentials",
    "actions/download-artifact": "name pattern path merge-multiple",
    "actions/upload-artifact": "name path if-no-files-found retention-days",
    "aquasecurity/trivy-action": "image-ref input format output severity ignore-unfixed exit-code "
    "limit-severities-for-sarif",
    "aws-actions/configure-aws-credentials": "role-to-assume aws-region role-duration-seconds",
    "azure/setup-helm": "version",
    "azure/setup-kubectl": "version",
    "docker/login-action": "registry username password",
    "docker/setup-buildx-action": "version",
    "github/codeql-action/upload-sarif": "sarif_file category",
    "slackapi/slack-github-action": "webhook webhook-type payload-file-path",
}


def steps(found: Documents, of: str = "") -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """All steps, or those that run an action, with their jobs."""
    for document in found.values():
        for name, job in document["jobs"].items():
            for step in job.get("steps", []):
                if of in step.get("uses", ""):
                    yield name, job, step


def job(found: Documents, name: str, file: str = ENTRY) -> Any:
    return found[file]["jobs"][name]


def step(found: Documents, file: str, of: str, name: str) -> Any:
    return next(one for one in job(found, of, file)["steps"] if one["name"] == name)


def group_19_deploys_what_was_built(found: Documents) -> Iterator[str]:
    """The digest is kept by what pushed it, and that one is deployed."""
    kept = job(found, "publish")["steps"][-1]["with"]
    if (kept["name"], kept["path"]) != ("image.${{ matrix.workload }}", "digest"):
        yield "publish keeps something else"
    got = step(found, DELIVERY, "deploy", "Get the digest")["with"]["name"]
    if got != "${{ format('image.{0}', inputs.workload) }}":
        yield "deploy gets something else"
    deploy = step(found, DELIVERY, "deploy", "Deploy")
    if deploy["env"]["DIGEST"] != "${{ steps.image.outputs.digest }}" or "image.digest=$DIGEST" not in deploy["run"]:
        yield "deploy takes something else"
    if "image.tag" in json.dumps(found):
        yield "a tag is deployed"
    for row in job(found, "build")["strategy"]["matrix"]["include"]:
        if row["image"] != row["image"].lower():
            yield "an image's name has capitals"


def group_20_has_a_namespace(found: Documents) -> Iterator[str]:
    """The release that makes the Namespace is installed before any workload."""
    if "prepare-environment" not in job(found, "deploy")["needs"]:
        yield "the environment is not prepared before"
    prepare = job(found, "prepare-environment")["steps"][-1]
    if "helm upgrade --install" not in prepare["run"] or "$CHART-environment" not in prepare["run"]:
        yield "the environment's release is not installed"
    chosen = json.loads(step(found, ENTRY, "determine-environment", "Determine the environment")["env"]["PLAN"])
    for one in summit.environments():
        if chosen[one.name]["namespace"] != one.spec.namespace or chosen[one.name]["branches"] != [*one.spec.branches]:
            yield f"{one.name} has another namespace or other branches"


def group_21_has_its_permissions(found: Documents) -> Iterator[str]:
    """Each job has what its steps need, a caller what it hands on, and the rollback hears the watch."""
    for name, owner, one in steps(found):
        granted = {f"{key}: {value}" for key, value in owner["permissions"].items()}
        granted |= {line.replace("write", "read") for line in granted}
        for what, needed in NEEDED.items():
            if what in one.get("uses", "").partition("@")[0] or (what in one.get("run", "") and name != "pull-request"):
                yield from (f"{name} lacks {line}" for line in sorted(needed - granted))
    handed = job(found, "deploy")["permissions"]
    for name, inner in found[DELIVERY]["jobs"].items():
        for key, level in inner["permissions"].items():
            if handed.get(key) not in (level, "write"):
                yield f"deploy hands {key} not on to {name}"
    if set(job(found, "rollback", DELIVERY)["needs"]) != {"deploy", "monitor-canary", "post-deploy"}:
        yield "the rollback does not hear all"


def group_22_deploys_no_pull_request(found: Documents) -> Iterator[str]:
    """Pull requests get no secret and no environment, no event gives others rights, addresses are outside."""
    check = job(found, "pull-request")
    if check["permissions"] != {"contents": "read"} or "secrets." in json.dumps(check) or "environment" in check:
        yield "a pull request has rights"
    if {"pull_request_target", "workflow_run"} & set(found[ENTRY]["on"]):
        yield "others' code runs with rights"
    for name in ("build", "determine-environment"):
        if "github.event_name != 'pull_request'" not in job(found, name).get("if", ""):
            yield f"{name} runs for pull requests"
    text = json.dumps(found)
    if ".svc" in text or "localhost" in text:
        yield "a runner is asked to reach an address in the cluster"
    for kind in ("Watch", "Compare the cluster with what was deployed"):
        run = next(one["run"] for _, _, one in steps(found) if one["name"] == kind)
        if not re.search(r'"deployments.apps" if env\["STRATEGY"\] == "standard" else "rollouts.argoproj.io"', run):
            yield f"{kind} looks at one kind alone"


def group_22_calls_helm_as_it_can_be(found: Documents) -> Iterator[str]:
    """Real helm knows each flag of each call."""
    for _, _, one in steps(found):
        code = "\n".join(line for line in one.get("run", "").splitlines() if "echo" not in line)
        for call in re.findall(r"\bhelm ((?:\\\n|[^\n|)])+)", code):
            command, flags = call.split()[0], re.findall(r"(?<=\s)--[a-z-]+", call)
            words = [str(tool("helm")), command, "--help"]
            known = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            yield from (f"helm {command} has no {flag}" for flag in flags if not re.search(rf"{flag}\b", known))


def group_23_watches_to_the_end(found: Documents) -> Iterator[str]:
    """The watch is as long as the delivery may take, its job and its login are longer, and GitHub allows that."""
    chosen = json.loads(step(found, ENTRY, "determine-environment", "Determine the environment")["env"]["PLAN"])
    for where in summit.environments():
        for name, workload in where.spec.workloads.items():
            context = Context(summit.project().name, where.name, where.spec, name, workload)
            for strategy, times in chosen[where.name]["workloads"][name]["strategies"].items():
                budget = duration_budget(context, strategy)
                if times["watch-seconds"] < budget.seconds and not times["open-end"]:
                    yield f"{name} is not watched to its end"
                if not times["watch-seconds"] < times["watch-minutes"] * 60 <= min(times["session-seconds"], 360 * 60):
                    yield f"the job that watches {name} ends before"
    monitor = job(found, "monitor-canary", DELIVERY)
    if monitor["timeout-minutes"] != "${{ inputs.watch-minutes }}":
        yield "the watch has another limit"
    login = next(one["with"] for name, _, one in steps(found, "configure-aws") if name == "monitor-canary")
    if login["role-duration-seconds"] != "${{ inputs.session-seconds }}":
        yield "the login ends before the watch"
    for name, _, one in steps(found):
        if any(
            f"--{flag}" in one.get("run", "").replace("# Not --wait or --atomic", "") for flag in ("wait", "atomic")
        ):
            yield f"{name} waits in helm"


def group_23_scan_gates(found: Documents) -> Iterator[str]:
    """A grave finding ends the scan, and nothing is deployed without it."""
    scans = [(name, one) for name, _, one in steps(found, "trivy-action")]
    if [name for name, _ in scans] != ["pull-request", "scan"]:
        yield "something is not scanned"
    for name, one in scans:
        if one["with"].get("exit-code") != "1" or "CRITICAL" not in one["with"].get("severity", ""):
            yield f"{name} lets everything pass"
        if "continue-on-error" in one:
            yield f"{name} goes on"
    if "scan" not in job(found, "prepare-environment")["needs"]:
        yield "what was not scanned is deployed"


def group_23_actions_are_pinned_and_called_right(found: Documents) -> Iterator[str]:
    """An action has its commit and inputs that it knows, and nothing is downloaded past it."""
    for name, _, one in steps(found):
        if "uses" in one:
            action, _, commit = one["uses"].partition("@")
            if not re.fullmatch("[0-9a-f]{40}", commit):
                yield f"{name}: {action} is not pinned"
            for key in one.get("with", {}):
                if key not in INPUTS[action].split():
                    yield f"{name}: {action} has no input {key}"
        if re.search(r"\b(curl|wget|pip install|npm install)\b", one.get("run", "")):
            yield f"{name} downloads something"


DEFECTS: tuple[Callable[[Documents], Iterator[str]], ...] = (
    group_19_deploys_what_was_built,
    group_20_has_a_namespace,
    group_21_has_its_permissions,
    group_22_deploys_no_pull_request,
    group_22_calls_helm_as_it_can_be,
    group_23_watches_to_the_end,
    group_23_scan_gates,
    group_23_actions_are_pinned_and_called_right,
)
MUTANTS: list[tuple[Callable[[Documents], Iterator[str]], str, str]] = [
    (group_19_deploys_what_was_built, "image.digest=$DIGEST", "image.tag=$GITHUB_SHA"),
    (group_19_deploys_what_was_built, '"DIGEST": "${{ steps.image.outputs.digest }}"', '"DIGEST": "latest"'),
    (group_19_deploys_what_was_built, "format('image.{0}', inputs.workload)", "format('image.{0}', 'web')"),
    (group_19_deploys_what_was_built, '"image.${{ matrix.workload }}"', '"image.web"'),
    (group_19_deploys_what_was_built, '"image": "ghcr.io/brianclong/', '"image": "ghcr.io/BrianCLong/'),
    (group_20_has_a_namespace, '["determine-environment", "prepare-environment"]', '["determine-environment"]'),
    (group_20_has_a_namespace, "$CHART-environment", "$CHART"),
    (group_20_has_a_namespace, "intelgraph-prod", "production"),
    (group_21_has_its_permissions, '"security-events": "write"', '"statuses": "write"'),
    (group_21_has_its_permissions, '"id-token": "write"', '"id-token": "read"'),
    (group_21_has_its_permissions, '"packages": "write"', '"packages": "read"'),
    (group_21_has_its_permissions, '"attestations": "read"', '"checks": "read"'),
    (group_21_has_its_permissions, '["deploy", "monitor-canary", "post-deploy"]', '["deploy", "post-deploy"]'),
    (group_22_deploys_no_pull_request, "github.event_name != 'pull_request'", "always()"),
    (group_22_deploys_no_pull_request, '"pull_request": {}', '"pull_request_target": {}'),
    (group_22_deploys_no_pull_request, '"PUSH": "false"', '"PUSH": "false", "T": "${{ secrets.TURBO_TOKEN }}"'),
    (group_22_deploys_no_pull_request, "gh attestation verify", "curl http://summit.intelgraph-prod.svc; gh"),
    (group_22_deploys_no_pull_request, 'else \\"rollouts.argoproj.io\\"', 'else \\"deployments.apps\\"'),
    (group_22_calls_helm_as_it_can_be, "--set-string", "--set-text"),
    (group_22_calls_helm_as_it_can_be, "--install", "--instal"),
    (group_23_watches_to_the_end, '"${{ inputs.watch-minutes }}"', "30"),
    (group_23_watches_to_the_end, "${{ inputs.session-seconds }}", "3600"),
    (group_23_watches_to_the_end, '\\"watch-seconds\\": ', '\\"watch-seconds\\": 1, \\"x\\": '),
    (group_23_watches_to_the_end, "--timeout 10m", "--timeout 10m --atomic"),
    (group_23_scan_gates, '"exit-code": "1"', '"exit-code": "0"'),
    (group_23_scan_gates, '["determine-environment", "scan"]', '["determine-environment"]'),
    (group_23_actions_are_pinned_and_called_right, "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7"),
    (group_23_actions_are_pinned_and_called_right, '"image-ref"', '"image"'),
    (group_23_actions_are_pinned_and_called_right, '"sarif_file"', '"sarif-file"'),
    (group_23_actions_are_pinned_and_called_right, "gh attestation verify", "curl -L https://x | bash; gh"),
]


@pytest.mark.parametrize("defects", DEFECTS, ids=lambda one: one.__name__)
def test_no_defect_of(defects: Callable[[Documents], Iterator[str]]) -> None:
    assert list(defects(documents())) == []


@pytest.mark.parametrize(("defects", "old", "new"), MUTANTS, ids=[f"{one.__name__}-{old}" for one, old, _ in MUTANTS])
def test_a_defect_is_noticed(defects: Callable[[Documents], Iterator[str]], old: str, new: str) -> None:
    text = json.dumps(documents())
    assert old in text
    assert list(defects(json.loads(text.replace(old, new))))


def test_every_group_is_mutated() -> None:
    assert {one for one, _, _ in MUTANTS} == set(DEFECTS)


def test_group_19_an_image_with_capitals_is_refused() -> None:
    with pytest.raises(ValidationError, match="repository"):
        Environment.model_validate(changed(IMAGE, "ghcr.io/BrianCLong/Summit"))


def test_group_21_a_caller_that_hands_on_too_little_is_noticed() -> None:
    found = deepcopy(documents())
    del job(found, "deploy")["permissions"]["attestations"]
    assert list(group_21_has_its_permissions(found)) == ["deploy hands attestations not on to deploy"]
