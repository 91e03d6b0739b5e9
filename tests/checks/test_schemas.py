"""The committed schemas: complete, strict, self-contained, and judged alike by both validators and by kubeconform."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest

from summitgen import resources
from summitgen.checks._explanation import LONGEST_VALUE, shown
from summitgen.checks._schemas import Schemas
from tests.checks.case import CASES, artifacts, findings
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = resources.path("schemas")
CATALOGUE: dict[str, Any] = json.loads((FOLDER / "catalogue.json").read_text("utf-8"))
FILES: dict[str, str] = {
    file: key for table in (*CATALOGUE["kubernetes"].values(), CATALOGUE["crds"]) for key, file in table.items()
}
LOCATIONS = (
    "kubernetes/{{ slice .NormalizedKubernetesVersion 0 5 }}/{{ .ResourceKind }}{{ .KindSuffix }}.json",
    "crds/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json",
)


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            inner = value.values() if key in {"properties", "definitions"} else [value]
            for each in inner:
                yield from subschemas(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from subschemas(each)


def test_the_catalogue_names_every_file_and_no_other() -> None:
    there = {
        path.relative_to(FOLDER).as_posix()
        for name in ("kubernetes", "crds")
        for path in FOLDER.glob(f"{name}/**/*.json")
    }
    assert there == set(FILES)
    assert list(CATALOGUE["kubernetes"]) == ["1.33", "1.34", "1.35"]


def test_every_source_is_pinned_and_its_licence_is_kept() -> None:
    fetched = [source for source in CATALOGUE["sources"] if source["kind"] != "written by hand"]
    assert len(fetched) == 6
    for source in fetched:
        assert source["version"]
        assert source["kind"] == "python package" or source["sum"].startswith("h1:")
    licences = list((FOLDER / "LICENSES").glob("*.txt"))
    assert len(licences) >= len(fetched)
    assert all("Apache" in path.read_text("utf-8") for path in licences if "NOTICE" not in path.name)


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_schema_is_strict_and_stands_alone(file: str) -> None:
    schema = json.loads((FOLDER / file).read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema_rs.Draft7Validator(schema)
    api_version, _, kind = FILES[file].rpartition("/")
    assert schema["properties"]["apiVersion"]["enum"] == [api_version]
    assert schema["properties"]["kind"]["enum"] == [kind]
    assert {"apiVersion", "kind", "metadata"} <= set(schema["required"])
    assert schema["additionalProperties"] is False
    for part in subschemas(schema):
        assert not any(key.startswith("x-kubernetes") for key in part)
        if isinstance(reference := part.get("$ref"), str):
            assert reference.removeprefix("#/definitions/") in schema["definitions"]


def test_a_minor_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LookupError, match=r"1\.33, 1\.34, 1\.35"):
        Schemas("1.20")


def test_versions_differ() -> None:
    pod = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "app"},
        "spec": {"containers": [{"name": "app", "restartPolicyRules": []}]},
    }  # fmt: skip
    assert [Schemas(minor).accept("v1/Pod", pod) for minor in ("1.33", "1.34", "1.35")] == [False, True, True]


def test_a_long_value_is_cut() -> None:
    assert shown("a" * 200) == '"' + "a" * (LONGEST_VALUE - 2) + "…"
    assert shown("a" * (LONGEST_VALUE - 2)) == '"' + "a" * (LONGEST_VALUE - 2) + '"'
    assert shown({"a": 1}) == '{"a": 1}'


# Keys that are no strings are turned into strings by kubeconform's parser; a version it can't ask for is another case.
AGREED = [
    path
    for path in sorted((CASES / "kubernetes-schema").iterdir())
    if path.name not in {"err-version", "err-key-no-string"}
]


@pytest.mark.parametrize("folder", AGREED, ids=lambda path: path.name)
def test_kubeconform_judges_alike(folder: Path) -> None:
    version = folder / "kubernetes-version.txt"
    minor = version.read_text("utf-8").strip() if version.exists() else "1.34"
    locations = [part for location in LOCATIONS for part in ("-schema-location", f"{FOLDER.as_posix()}/{location}")]
    command = [str(tool("kubeconform")), "-kubernetes-version", f"{minor}.2", "-strict", *locations, "-output", "json"]
    source = b"".join(artifact.content for artifact in artifacts(folder))
    done = subprocess.run(command, input=source, capture_output=True, check=False, timeout=60)
    resources_judged = json.loads(done.stdout)["resources"]
    accepted = done.returncode == 0 and all(one["status"] == "statusValid" for one in resources_judged)
    assert accepted == (not findings(folder)), done.stdout
