"""Single files: read from the configuration, proved like the rest, and complete beside the chart's release."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from summitgen.artifacts import HEADER
from summitgen.pipeline import compile_project
from summitgen.project import read_project
from summitgen.stages.selection import Selection
from tests.summit.test_judges import KUBECONFORM, run
from tests.support import summit
from tests.support.tools import tool

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.pipeline import Compiled

ENTRY = "{file: c.yaml, environment: prod, workload: api, strategy: canary, name: api-rollout}"
SPEC = """tier: production
namespace: shop
cluster: {name: c, trafficRouter: gatewayApi}
workloads:
  api:
    image: {repository: ghcr.io/shop/api, tag: "1"}
    port: 8080
    deploymentStrategy: canary
    exposure: {host: api.example.com}
  web:
    image: {repository: ghcr.io/shop/web, tag: "1"}
    port: 8080
    deploymentStrategy: blueGreen
"""
NAMES = {"blue-green-strategy": "summit-rollout", "canary-strategy": "summit-canary-rollout"}
KINDS = {
    *("ServiceAccount", "Service", "Rollout", "ExternalSecret", "AnalysisTemplate", "NetworkPolicy"),
    *("HorizontalPodAutoscaler", "PodDisruptionBudget", "DestinationRule", "PodMonitor", "PrometheusRule"),
}


def project_in(root: Path, entries: str) -> Path:
    (root / "environments").mkdir()
    (root / "environments/prod.yaml").write_text(SPEC, "utf-8")
    (root / "summitgen.yaml").write_text(f"project: shop\nsingleFiles: {entries}\n", "utf-8")
    return root


def problems(root: Path, entries: str) -> list[str]:
    """What is said of the entries, by the configuration or by the specs, with the place."""
    project, findings = read_project(project_in(root, entries))
    if project is not None:
        findings = compile_project(project).findings
    assert all(one.id == "project/single-files" and one.remedy for one in findings)
    return [f"{one.place.line}:{one.place.column} {one.message}" for one in findings if one.place]


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_project(summit.project())


def documents(compiled: Compiled, folder: str) -> list[dict[str, Any]]:
    found = [one for one in compiled.artifacts if one.path.startswith(folder)]
    assert found
    return [each for one in found for each in yaml.load_all(one.content, yaml.CSafeLoader)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("x", ["2:1 `singleFiles` is a list of files"]),
        (
            "[x]",
            ['2:15 an entry has the keys "file", "environment", "workload", "strategy" or "name"'],
        ),
        (
            f"[{ENTRY.replace('c.yaml', '../c.yaml')}]",
            ["2:22 `file` is the name of a YAML file, of lower-case letters"],
        ),
        (f"[{ENTRY.replace('c.yaml', 'c.json')}]", ["2:22 `file` is the name of a YAML file, of lower-case letters"]),
        (f"[{ENTRY.replace('canary', 'rolling')}]", ['2:74 `strategy` is one of "blueGreen", "canary" or "standard"']),
        (f"[{ENTRY.replace('api-rollout', 'Api')}]", ["2:88 `name` can't be a name"]),
        (
            f"[{ENTRY.replace('name:', 'nam:')}]",
            ['2:15 the key "name" is missing', '2:82 the key "nam" is not known here; did you mean "name"?'],
        ),
        (f"[{ENTRY}, {ENTRY}]", ["2:102 the file c.yaml is given twice", "2:102 the name api-rollout is given twice"]),
        (f"[{ENTRY.replace('prod', 'pro')}]", ['2:15 there is no environment "pro"; did you mean "prod"?']),
        (f"[{ENTRY.replace('api,', 'apo,')}]", ['2:15 prod has no workload "apo"; did you mean "api"?']),
        (
            f"[{ENTRY.replace('canary', 'blueGreen')}]",
            ["2:15 api in prod may not be delivered by blueGreen, so that no rule has looked at it"],
        ),
        (f"[{ENTRY.replace('api-rollout', 'web')}]", ['2:15 "web" is a workload of prod; names have to differ']),
        (f"[{ENTRY.replace('api-rollout', 'web-preview')}]", ['2:15 the Service "web-preview" is made for']),
        (f"[{ENTRY.replace('api-rollout', 'a' * 47)}]", ["2:15 the workload's name has 47 characters"]),
    ],
)
def test_mistakes(entries: str, expected: list[str], tmp_path: Path) -> None:
    found = problems(tmp_path, entries)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True)), found


def test_a_file_without_mistakes(tmp_path: Path) -> None:
    project, _ = read_project(project_in(tmp_path, f"[{ENTRY.replace('api-rollout', 'a' * 46)}]"))
    assert project is not None
    made = compile_project(project)
    assert (made.stopped_at, made.findings) == (None, ())
    assert "out/k8s/deployments/c.yaml" in {one.path for one in made.artifacts}


@pytest.mark.parametrize(("environment", "there"), [("prod", True), ("dev", False)])
def test_it_is_selected_with_its_environment(environment: str, there: bool) -> None:
    made = compile_project(summit.project(), Selection(environments=(environment,)))
    assert any(one.path.startswith("out/k8s/deployments/") for one in made.artifacts) is there


@pytest.mark.parametrize("file", NAMES)
def test_it_has_all_that_a_workload_needs_and_the_rollout_behind_what_it_refers_to(
    compiled: Compiled, file: str
) -> None:
    found = documents(compiled, f"out/k8s/deployments/{file}.yaml")
    kinds = [one["kind"] for one in found]
    assert set(kinds) >= KINDS
    assert kinds.index("Rollout") > max(kinds.index(kind) for kind in ("Service", "AnalysisTemplate", "ServiceAccount"))
    assert kinds[-2:] == ["HorizontalPodAutoscaler", "PodDisruptionBudget"]
    (rollout,) = [one for one in found if one["kind"] == "Rollout"]
    assert rollout["metadata"]["name"] == NAMES[file]
    assert set(rollout["spec"]["strategy"]) == {"blueGreen" if file.startswith("blue") else "canary"}
    # To delete the file must not delete the namespace, and no host leads to two workloads.
    assert "Namespace" not in kinds
    assert "api.summit.example.com" not in json.dumps(found)
    (text,) = [one.content.decode() for one in compiled.artifacts if one.path.endswith(f"/{file}.yaml")]
    assert text.startswith(f"# {HEADER}\n# summit of prod by itself")


def test_names_and_selectors_meet_nothing_of_the_environment(compiled: Compiled) -> None:
    sets = [documents(compiled, f"out/k8s/deployments/{file}.yaml") for file in NAMES]
    sets.append(documents(compiled, "out/k8s/prod/"))
    names = [{(one["kind"], one["metadata"]["name"]) for one in found} for found in sets]
    pods = [pod_labels(found) for found in sets]
    for index, found in enumerate(sets):
        for other in {0, 1, 2} - {index}:
            assert not names[index] & names[other]
            for selector in selectors(found):
                assert not any(selector.items() <= labels.items() for labels in pods[other]), selector
            # They do select what is their own, so that the assertion above can fail.
            assert any(selector.items() <= labels.items() for selector in selectors(found) for labels in pods[index])


def pod_labels(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [one["spec"]["template"]["metadata"]["labels"] for one in found if one["kind"] == "Rollout"]


def selectors(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    made = []
    for one in found:
        spec = one.get("spec", {})
        selector = spec.get("selector", spec.get("podSelector", {}))
        labels = selector.get("matchLabels", selector if one["kind"] == "Service" else {})
        if labels:
            made.append(labels)
    return made


@pytest.mark.parametrize("file", NAMES)
def test_the_judges_find_nothing(compiled: Compiled, file: str, tmp_path: Path) -> None:
    (content,) = [one.content for one in compiled.artifacts if one.path.endswith(f"/{file}.yaml")]
    written = tmp_path / "file.yaml"
    written.write_bytes(content)
    done = run(tool("kubectl-argo-rollouts"), "lint", "--filename", written)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    valid = run(tool("kubeconform"), *KUBECONFORM, written)
    assert "Invalid: 0, Errors: 0, Skipped: 0" in valid.stdout, valid.stdout


def test_a_reference_that_is_broken_in_it_is_found(compiled: Compiled) -> None:
    from dataclasses import replace

    from summitgen.checks import run_checks

    def broken(content: bytes) -> bytes:
        return content.replace(
            b"kind: Rollout\nmetadata:\n  name: summit-r", b"kind: Rollout\nmetadata:\n  name: other-r"
        )

    changed = tuple(
        replace(one, content=broken(one.content)) if "/deployments/" in one.path else one for one in compiled.artifacts
    )
    found = list(run_checks(changed, dict.fromkeys(("dev", "staging", "prod"), "1.34")))
    assert [one.place and one.place.file for one in found] == ["out/k8s/deployments/blue-green-strategy.yaml"]
    assert "HorizontalPodAutoscaler" in found[0].message
