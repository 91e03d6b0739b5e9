"""Runs the scenarios of ``scenarios.yaml`` and holds each against what must come of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.act.runs import Call, Run, Scenario, execute
from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = Path(__file__).with_name("scenarios.yaml")
GIVEN = ("event", "branch", "inputs", "workloads", "new", "fail", "phases", "webhook")
REVISION_BEFORE = "7"


@cache
def data() -> dict[str, Any]:
    """The file: commands and scenarios by their names."""
    read: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read


def quick() -> list[str]:
    """The scenarios that every `make test` runs."""
    return [name for name, one in data()["scenarios"].items() if one.get("quick")]


def scenario_of(name: str) -> Scenario:
    """What begins a scenario and what it meets."""
    return Scenario(**{key: _frozen(one) for key, one in data()["scenarios"][name].items() if key in GIVEN})


def judge(folder: Path, name: str, texts: Mapping[str, str] | None = None) -> None:
    """Run a scenario, with other workflows if they are given; AssertionError where anything else came of it."""
    wanted, scenario = data()["scenarios"][name], scenario_of(name)
    run = execute(folder, scenario, texts)
    assert run.jobs == wanted["jobs"], run.said
    assert run.succeeded is (set(run.jobs.values()) == {"success"})
    digests = pushed(run)
    assert changes(run, digests) == expected(wanted.get("changes", []))
    assert wanted.get("says", "") in run.said
    told = [call.payload["text"].splitlines()[0] for call in run.of("slackapi/slack-github-action")]
    assert told == ([f"nektos/act: {wanted['slack']}"] if "slack" in wanted else [])
    hold(run, scenario)
    if wanted.get("built", True):
        assert set(digests) == set(scenario.workloads)
        hold_images(run, digests)
    if scenario.event == "pull_request":
        hold_pull_request(run)


@cache
def repositories() -> dict[str, str]:
    """The images of Summit's workloads, without tags."""
    return {
        name: workload.image.repository
        for one in summit.environments()
        for name, workload in one.spec.workloads.items()
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def expected(names: Iterable[str]) -> list[str]:
    """The commands that short names stand for, each workload's in order."""
    lines = []
    for name in names:
        command, *words = name.split()
        lines.append((words[0], data()["commands"][command].format(*words)))
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def changes(run: Run, digests: dict[str, str]) -> list[str]:
    """The commands that change a cluster, each workload's in order, with names for the digests."""
    lines = []
    for call in run.calls:
        if call.program == "helm" and call.words[0] in ("upgrade", "rollback"):
            subject = call.words[2 if call.words[0] == "upgrade" else 1].removesuffix("-environment")
        elif call.program == "kubectl" and call.words[0] != "get":
            subject = call.words[2 if call.words[0] == "patch" else 1].rpartition("/")[2]
        else:
            continue
        lines.append((subject, _named(call.line, digests)))
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def _named(line: str, digests: dict[str, str]) -> str:
    for name, digest in digests.items():
        line = line.replace(digest, f"<{name}>")
    return line


def pushed(run: Run) -> dict[str, str]:
    """The digest that the registry gave each workload's image, by what was attested; no two of them are the same."""
    found = {}
    for call in run.of("actions/attest"):
        name = next(one for one, place in repositories().items() if place == call.given["subject-name"])
        found[name] = call.given["subject-digest"]
    assert len(set(found.values())) == len(found)
    return found


def hold(run: Run, scenario: Scenario) -> None:
    """What holds in every run."""
    for call in run.calls:
        assert not re.search(r"\$\{\{|\bnull\b", call.line), call
    for call in run.of("helm"):
        if call.words[0] == "rollback":
            assert call.words[2] == REVISION_BEFORE
    for call in run.of("slackapi/slack-github-action"):
        assert call.given["webhook"] == scenario.webhook != ""


def hold_images(run: Run, digests: dict[str, str]) -> None:
    """What is merged was built by digest on each platform, and what is scanned, verified and deployed was merged."""
    for workload, digest in digests.items():
        repository = repositories()[workload]
        built = [
            call for call in run.of("docker") if call.words[:2] == ("buildx", "bake") and call.words[-1] == workload
        ]
        assert sorted(call.environment["PLATFORMS"] for call in built) == ["linux/amd64", "linux/arm64"]
        assert {(call.environment["PUSH"], call.environment["BY_DIGEST"]) for call in built} == {("true", "true")}
        merged = [
            call for call in run.of("docker") if "create" in call.words and call.words[4].startswith(f"{repository}:")
        ]
        assert len(merged) == 1
        assert sorted(merged[0].words[5:]) == sorted(f"{repository}@{call.made}" for call in built)
        scanned = [call.given["image-ref"] for call in run.of("aquasecurity/trivy-action")]
        assert scanned.count(f"{repository}@{digest}") == 1
        verified = [call for call in run.of("gh") if call.words[2] == f"oci://{repository}@{digest}"]
        deployed = [call for call in run.of("helm") if f"image.digest={digest}" in call.words]
        assert len(deployed) <= len(verified) <= 1
        assert all(call.words[2] == workload for call in deployed)
        assert _before(run, verified, deployed)


def _before(run: Run, first: list[Call], second: list[Call]) -> bool:
    places = [run.calls.index(call) for call in (*first, *second)]
    return places == sorted(places)


def hold_pull_request(run: Run) -> None:
    """It builds for one platform to a file, scans that file, and reaches no registry, no cluster and no person."""
    assert {call.program for call in run.calls} == {
        "docker",
        "docker/setup-buildx-action",
        "aquasecurity/trivy-action",
    }
    for call in run.of("docker"):
        assert (call.words[:2], call.environment["PUSH"]) == (("buildx", "bake"), "false")
        assert call.environment["OUTPUT"] == "type=docker,dest=image.tar"
    assert {call.given["input"] for call in run.of("aquasecurity/trivy-action")} == {"image.tar"}
