"""`explain`: rules by id; values by path, with where they come from and what they go to."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from summitgen.artifacts import Project
from summitgen.cli import run
from summitgen.explanation.fields import field_at
from summitgen.explanation.paths import follow, parts_of, text_of
from summitgen.explanation.text import rule_text, value_data, value_text
from summitgen.explanation.usage import Usage
from summitgen.explanation.values import Explanation, Given, explain_value, explanation
from summitgen.findings import Finding, Place
from summitgen.rules import discover
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.syntax import scalars
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

TREES = {tree.name: tree for tree in summit.trees()}


def explained(path: str) -> Explanation:
    found = explain_value(summit.project(), summit.trees(), path)
    assert isinstance(found, Explanation), found
    return found


def refused(path: str) -> Finding:
    found = explain_value(summit.project(), summit.trees(), path)
    assert isinstance(found, Finding), found
    return found


@pytest.mark.parametrize("environment", ["dev", "prod", "staging"])
def test_every_scalar_of_summit_has_an_answer(environment: str) -> None:
    tree = TREES[environment]
    lines = {
        file: (summit.ROOT / file).read_text("utf-8").splitlines()
        for file in ("environments/pins.yaml", "environments/base.yaml", tree.file)
    }
    every = list(scalars(tree.tree))
    assert len(every) > 300
    for path, scalar in every:
        found = follow(tree.tree, parts_of(text_of(path)))
        assert (found.path, found.rest) == (path, ())
        answer = explanation(tree, found, None)
        assert answer.value is not None and answer.description, path
        file, line, column = answer.value.place
        assert lines[file][line - 1][column - 1 :].lstrip("\"'")[:1] == scalar.text.lstrip("\"'")[:1], path
        assert field_at(tree.tree, path) is not None


VALUES, CHART = "out/helm/summit/values/prod/summit.yaml", "out/k8s/prod/summit"
SINGLE = {f"out/k8s/deployments/{name}-strategy.yaml" for name in ("blue-green", "canary")}


@pytest.mark.parametrize(
    ("path", "artifacts"),
    [
        ("prod.workloads.summit.autoscaling.minReplicas", {VALUES, f"{CHART}/scaling.yaml", *SINGLE}),
        (
            "prod.workloads.summit.exposure.host",
            {
                VALUES,
                f"{CHART}/routing.yaml",
                "out/k8s/prod/_environment/gateway.yaml",
                "out/helm/summit-environment/values/prod.yaml",
            },
        ),
        ("prod.workloads.summit.env.LOG_LEVEL.value", {VALUES, f"{CHART}/rollout.yaml", *SINGLE}),
    ],
)
def test_the_kubernetes_files_that_use_a_value_are_exactly_those_it_changes(path: str, artifacts: set[str]) -> None:
    usage = explained(path).usage
    assert usage is not None and usage.artifacts is not None
    assert usage.artifacts == tuple(sorted(usage.artifacts))
    assert artifacts == {one for one in usage.artifacts if one.startswith(("out/helm/", "out/k8s/"))}


def test_a_value_that_nothing_else_could_stand_for() -> None:
    found = explained("prod.dataStores.telemetry.cidr")
    assert found.value is None and found.usage is None


def test_what_a_value_overrode() -> None:
    found = explained("prod.workloads.summit.env.LOG_LEVEL.value")
    assert found.value is not None and found.value.place.file == "environments/prod.yaml"
    assert [(one.text, one.place.file) for one in found.overrode] == [("info", "environments/base.yaml")]
    assert "  overrode   info of environments/base.yaml:" in value_text(found)


@pytest.mark.parametrize(
    ("path", "default"),
    [
        ("prod.workloads.summit.strategies.canary.maxUnavailable", "0"),
        ("dev.workloads.web.lifecycle.drain", "15s"),
        ("dev.workloads.web.lifecycle.preStopSleep", "10s"),
        ("dev.workloads.web.security.readOnlyRootFilesystem", "true"),
        ("dev.workloads.web.command", "nothing"),
        ("dev.pipeline.platforms", "linux/amd64"),
    ],
)
def test_a_default(path: str, default: str) -> None:
    assert explained(path).default == default


def test_what_is_left_out() -> None:
    assert value_text(explained("prod.workloads.summit.replicas")).splitlines() == [
        "prod.workloads.summit.replicas: left out",
        "  what it is Pods, without autoscaling; left out: 1 in development, 2 in staging, 3 in production.",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("prd.workloads", '"prd" is neither an environment nor a rule; did you mean "prod"?'),
        ("prod.workloads.sumit.port", 'there is no "sumit" in prod.workloads; did you mean "summit"?'),
        ("prod.workloads.web.repicas", 'there is no "repicas" in prod.workloads.web; did you mean "replicas"?'),
        ("prod.tier.name", 'there is no "name" in prod.tier'),
        ("dev.workloads.web.network.ingress.0.ports.0", 'there is no "0" in dev.workloads.web.network.ingress'),
        ("prod.workloads.summit.ports.99", 'there is no "99" in prod.workloads.summit.ports'),
    ],
)
def test_unknown_paths(path: str, message: str) -> None:
    assert refused(path).message == message
    assert refused(path).remedy


def test_maps_and_lists() -> None:
    found = explained("prod.workloads.summit.resources.limits")
    assert found.inside == ("cpu", "memory") and found.value is not None and found.value.text == "a map of 2"
    assert explained("prod.workloads.summit.ports").inside == ("metrics",)
    assert (
        explained("prod.workloads.summit.ports[0].port").path
        == explained("prod.workloads.summit.ports.metrics.port").path
    )


def test_each_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in discover():
        text = rule_text(rule)
        for part in (rule.id, rule.title, rule.reason, rule.remedy, rule.source):
            assert part in text
    first = discover()[0]
    assert run(["explain", first.id]) == 0
    assert capsys.readouterr().out == rule_text(first)
    assert run(["explain", first.id, "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["rule"]["bad"] == first.bad
    assert run(["explain", f"{first.id}x"]) == 2
    assert f'did you mean "{first.id}"?' in " ".join(capsys.readouterr().err.split())


def test_the_command_on_values(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(summit.ROOT)
    assert run(["explain", "prod.workloads.web.replicas", "--output-format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert result["value"]["value"] == "3" and result["value"]["file"] == "environments/prod.yaml"
    assert "out/k8s/prod/web/rollout.yaml" in result["usedBy"]
    assert run(["explain", "prod.workloads.web.replicas", "--quiet"]) == 0
    assert "  used by\n    out/" in capsys.readouterr().out
    assert run(["explain", "prod.workloads.web.repicas"]) == 2
    assert "explain/unknown" in capsys.readouterr().err


def test_wrong_specs_are_reported_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "summitgen.yaml").write_text("project: shop\n")
    (tmp_path / "environments/dev.yaml").write_text("tier: productive\n")
    monkeypatch.chdir(tmp_path)
    assert run(["explain", "dev.tier"]) == 2
    assert f"environments{os.sep}dev.yaml:1:7" in capsys.readouterr().err


def test_everything_that_a_value_overrode_the_latest_first(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "base.yaml").write_text("namespace: one\n")
    (folder / "_eu.yaml").write_text("extends: base.yaml\nnamespace: two\n")
    (folder / "dev.yaml").write_text("extends: _eu.yaml\nnamespace: three\n")
    (tree,), findings = resolve(load(Project(tmp_path, "shop")))
    assert not findings
    found = explanation(tree, follow(tree.tree, ("namespace",)), None)
    assert found.value == Given("three", Place("environments/dev.yaml", 2, 12))
    assert found.overrode == (
        Given("two", Place("environments/_eu.yaml", 2, 12)),
        Given("one", Place("environments/base.yaml", 1, 12)),
    )


NOTHING = "  used by    nothing in out/: other values compile to the same files"


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (
            Usage(None),
            ["  used by    not known: nothing else compiles in its place, so there is nothing to compare with"],
        ),
        (Usage(()), [f"{NOTHING}; no rule refuses those tried, either"]),
        (Usage((), (), ("a/b", "c/d")), [f"{NOTHING}; it is judged by a/b, c/d"]),
        (
            Usage(("out/a",), ("dev", "prod", "staging")),
            ["  used by    (it has to be the same in dev, prod and staging)", "    out/a"],
        ),
        (Usage(("out/a", "out/b")), ["  used by", "    out/a", "    out/b"]),
        (None, []),
    ],
)
def test_how_users_are_told(usage: Usage | None, said: list[str]) -> None:
    given = Given("1", Place("dev.yaml", 2, 3))
    found = Explanation("dev.x", given, default="2", inside=("a", "b"), usage=usage)
    lines = ["dev.x: 1", "  given in   dev.yaml:2:3", "  default    2", "  inside     a, b"]
    assert value_text(found).splitlines() == lines + said
    assert value_data(found)["usedBy"] == (list(usage.artifacts) if usage and usage.artifacts is not None else None)
