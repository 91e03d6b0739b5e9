"""The chart is the plain output: real helm renders it to the same objects, for every way of calling it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from summitgen.findings import has_errors
from summitgen.printers.values_difference import difference
from summitgen.printers.yaml import emit
from summitgen.stages.validate import validate
from summitgen.values.defaults import default_workload_values
from tests.printers.rendering import comparable, helm
from tests.support import summit
from tests.support.compilation import contexts, plain_objects, rule_findings, values_of
from tests.support.specs import HOSTILE_TEXTS, environments

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.values.compilation import Compilation, WorkloadValues

HOSTILE_SETTINGS = [
    *("image.tag=1234567", "image.tag=0123", "image.tag=1e3", "image.digest=sha256:" + "b" * 64, "image.tag=a: b"),
    *("image.tag={{ .Values.name }}", "image.tag=x\n---\nkind: Secret", 'image.tag="]}', "environment=# x"),
    *("podAnnotations.x=- a\nb: c", 'env[0].value={{ fail "x" }}'),
]


def compilation() -> Compilation:
    """Summit's values trees."""
    made, findings = validate(summit.project(), summit.trees())
    assert made is not None, findings
    return made


WORKLOADS = {(w.environment, w.workload): w for w in compilation().workloads}
CASES = [(*key, strategy) for key, w in WORKLOADS.items() for strategy in w.values["allowedStrategies"]]  # type: ignore[union-attr]


def template(folder: Path, workload: WorkloadValues, *arguments: str) -> list[Any]:
    """What helm renders of a workload's values file."""
    chart = folder / "out/helm/summit"
    file = chart / f"values/{workload.environment}/{workload.workload}.yaml"
    return documents(helm("template", workload.workload, str(chart), "--values", str(file), *arguments))


def documents(rendered: str) -> list[Any]:
    """The objects of a rendered chart, without what only Helm has."""
    return comparable([one for one in yaml.load_all(rendered, yaml.CSafeLoader) if one is not None])


@pytest.mark.parametrize(("environment", "name", "strategy"), CASES)
def test_every_environment_workload_and_allowed_strategy(
    folder: Path, environment: str, name: str, strategy: str
) -> None:
    workload = WORKLOADS[environment, name]
    chosen = {**workload.values, "deploymentStrategy": strategy}
    assert template(folder, workload, "--set", f"deploymentStrategy={strategy}") == comparable(plain_objects(chosen))


@pytest.mark.parametrize(("environment", "name"), WORKLOADS)
def test_the_selected_strategy_is_what_lies_in_k8s(folder: Path, environment: str, name: str) -> None:
    files = sorted((folder / f"out/k8s/{environment}/{name}").glob("*.yaml"))
    plain = [one for file in files for one in yaml.load_all(file.read_bytes(), yaml.CSafeLoader)]
    assert template(folder, WORKLOADS[environment, name]) == comparable(plain)


@pytest.mark.parametrize("environment", ["dev", "prod", "staging"])
def test_the_environment_chart(folder: Path, environment: str) -> None:
    chart = folder / "out/helm/summit-environment"
    rendered = helm(
        "template", f"{environment}-environment", str(chart), "--values", str(chart / f"values/{environment}.yaml")
    )
    files = sorted((folder / f"out/k8s/{environment}/_environment").glob("*.yaml"))
    plain = [one for file in files for one in yaml.load_all(file.read_bytes(), yaml.CSafeLoader)]
    assert documents(rendered) == comparable(plain)


@pytest.mark.parametrize("setting", HOSTILE_SETTINGS)
def test_a_value_given_with_set_changes_no_structure(folder: Path, setting: str) -> None:
    workload = WORKLOADS["prod", "summit"]
    path, value = setting.split("=", 1)
    kinds = [one["kind"] for one in template(folder, workload)]
    # Helm takes a leading brace for a list.
    escaped = value.replace("{", "\\{", 1) if value.startswith("{") else value
    rendered = template(folder, workload, "--set" if value.isdigit() else "--set-string", f"{path}={escaped}")
    assert [one["kind"] for one in rendered] == kinds
    assert any(value in text for text in strings(rendered))


def strings(value: Any) -> list[str]:
    """Every string of an object."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def test_a_strategy_that_is_not_allowed_is_refused(folder: Path) -> None:
    with pytest.raises(AssertionError, match="allowed are: standard"):
        template(folder, WORKLOADS["dev", "summit"], "--set", "deploymentStrategy=canary")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(spec=environments(), data=st.data())
def test_random_specs(folder: Path, spec: dict[str, Any], data: st.DataObject) -> None:
    assume(not has_errors(rule_findings(spec)))
    context = contexts(spec)[0]
    values = values_of(context)
    strategy = data.draw(st.sampled_from(context.allowed_strategies))
    file = folder / "random.yaml"
    file.write_text(emit([difference(default_workload_values("summit"), values)]), encoding="utf-8", newline="")
    chart = str(folder / "out/helm/summit")
    rendered = helm("template", context.name, chart, "--values", str(file), "--set", f"deploymentStrategy={strategy}")
    assert documents(rendered) == comparable(plain_objects({**values, "deploymentStrategy": strategy}))


@pytest.mark.parametrize("half", range(2))
def test_hostile_strings_of_the_spec_come_through(folder: Path, half: int) -> None:
    hostile = [text for index, text in enumerate(HOSTILE_TEXTS) if index % 2 == half]
    workload = {
        "image": {"repository": "ghcr.io/a/b", "tag": "1"},
        "port": 8080,
        "env": [{"name": f"V{index}", "value": text} for index, text in enumerate(hostile)],
        "configFiles": [{"name": f"f{index}", "content": text} for index, text in enumerate(hostile)],
        "annotations": {f"example.com/a{index}": text for index, text in enumerate(hostile)},
        "arguments": hostile,
    }
    spec = {"tier": "development", "namespace": "n", "cluster": {"name": "c"}, "workloads": {"w": workload}}
    values = values_of(contexts(spec)[0])
    file = folder / "hostile.yaml"
    file.write_text(emit([difference(default_workload_values("summit"), values)]), encoding="utf-8", newline="")
    rendered = documents(helm("template", "w", str(folder / "out/helm/summit"), "--values", str(file)))
    assert rendered == comparable(plain_objects(values))
    container = next(one for one in rendered if one["kind"] == "Deployment")["spec"]["template"]["spec"]["containers"][
        0
    ]
    assert container["args"] == hostile
    assert [one["value"] for one in container["env"]] == hostile


@pytest.mark.parametrize("setting", ["image.tag=null", "image.tag=", "image.tag=latest"])
def test_an_image_without_a_version_is_refused(folder: Path, setting: str) -> None:
    with pytest.raises(AssertionError, match=r"neither a digest nor a tag|nothing goes back to it"):
        template(folder, WORKLOADS["prod", "summit"], "--set", setting)


def test_a_digest_wins_over_any_tag(folder: Path) -> None:
    digest = "sha256:" + "c" * 64
    rendered = template(folder, WORKLOADS["prod", "web"], "--set", f"image.tag=latest,image.digest={digest}")
    images = [text for text in strings(rendered) if text.startswith("ghcr.io/")]
    assert images == [f"ghcr.io/brianclong/summit-web@{digest}"]
