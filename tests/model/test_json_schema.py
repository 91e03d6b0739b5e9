"""The JSON Schema of environment files: accepts what files may say, and sees what is misspelt."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from summitgen.model.json_schema import environment_schema, schema_text
from summitgen.stages.load import load
from summitgen.syntax import to_data
from tests.support import summit
from tools import environment_schema as tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODELINE = "# yaml-language-server: $schema=../schemas/environment.schema.json"


def judged(data: Any) -> list[str]:
    return [error.message for error in Draft7Validator(environment_schema()).iter_errors(data)]


def workload(**keys: Any) -> dict[str, Any]:
    return {"workloads": {"web": keys}}


def test_it_is_a_schema_of_its_draft() -> None:
    schema = environment_schema()
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in schema_text() and '"required": [' not in schema_text()


def test_summits_files_and_the_rules_accepted_examples_fit() -> None:
    for file, tree in load(summit.project()).files.items():
        assert judged(to_data(tree)) == [], file
        assert (summit.ROOT / file).read_text("utf-8").splitlines()[0] == MODELINE


def misspelt(data: Any) -> Iterator[Any]:
    """The data with one key misspelt, for each map whose keys are known."""
    yield {**data, "workload": {}}
    for name, spec in data.get("workloads", {}).items():
        yield {**data, "workloads": {name: {**spec, "replcas": 2}}}
        for key in ("image", "strategies", "probes", "resources"):
            if key in spec:
                yield {**data, "workloads": {name: {**spec, key: {**spec[key], "tga": 1}}}}


def test_a_misspelt_key_is_seen() -> None:
    seen = 0
    for tree in load(summit.project()).files.values():
        for data in misspelt(to_data(tree)):
            assert judged(data), data
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(
    "data",
    [
        {"extends": "base.yaml"},
        {"extends": ["base.yaml", "_eu.yaml"], "workloads": {}},
        workload(image={"tag": "2.0.0"}),
        workload(replicas=None, strategies={"canary": None}, labels={"team": None}),
        {"workloads": {"web": None}},
        workload(env=[{"name": "LOG_LEVEL", "$remove": True}]),
        workload(analyses=[{"name": "step", "metrics": [{"name": "errors", "threshold": "1%"}]}]),
        workload(resources={"limits": {"cpu": 2}}),
    ],
)
def test_what_a_file_may_say(data: Any) -> None:
    assert judged(data) == []


@pytest.mark.parametrize(
    "data",
    [
        {"extends": 1},
        {"tier": "productive"},
        workload(replicas="three"),
        workload(port=70000),
        workload(lifecycle={"drain": "15 minutes"}),
        workload(env=[{"name": "LOG_LEVEL", "valu": "x"}]),
        workload(analyses=[{"name": "step", "metrics": [{"name": "errors", "type": "errorRate", "thresold": "1%"}]}]),
        {"workloads": {"Web_Client": {}}},
        [],
    ],
)
def test_what_it_refuses(data: Any) -> None:
    assert judged(data)


def test_documentation_units_and_defaults() -> None:
    schema = environment_schema()
    workload_keys = schema["definitions"]["Workload"]["properties"]
    assert workload_keys["replicas"]["description"].startswith("Pods, without autoscaling")
    lifecycle = schema["definitions"]["Lifecycle"]["properties"]["drain"]
    assert lifecycle["default"] == "15s" and lifecycle["examples"] == ["30s", "5m", "1h30m"]
    assert workload_keys["resources"]["description"] == "CPU and memory."
    assert workload_keys["resources"]["default"]["limits"] == {"memory": "256Mi"}
    for name, part in schema["definitions"].items():
        for key, value in part.get("properties", {}).items():
            # Where key and part are described alike, only the part is.
            described = value.get("description") or "#/definitions/" in json.dumps(value)
            assert key == "type" or described, f"{name}.{key}"


def test_what_is_committed_is_what_is_generated() -> None:
    committed = (summit.ROOT / "schemas/environment.schema.json").read_text("utf-8")
    assert committed == schema_text() == json.dumps(json.loads(committed), indent=1, ensure_ascii=False) + "\n"


def test_drift_is_seen_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schemas").mkdir()
    file = tmp_path / "schemas/environment.schema.json"
    shutil.copy(summit.ROOT / "schemas/environment.schema.json", file)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.main(["--check"]) == 0
    file.write_text("{}\n", "utf-8")
    assert tool.main(["--check"]) == 1
    assert "environment.schema.json is not what the model generates" in capsys.readouterr().out
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0
