"""``python -m tools.schemas`` over small sources of our own: what it makes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools import schemas, schemas_sources
from tools.schemas_crds import crd_schemas, custom_resource
from tools.schemas_json import compact, portable, stripped
from tools.schemas_kubernetes import OBJECT_META, Release, kubernetes_schemas, release
from tools.schemas_sources import GoModule, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

META = {OBJECT_META: {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": False}}
CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.com
  names: {kind: Widget}
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          description: A widget.
          properties:
            spec:
              type: object
              properties:
                size: {type: integer, format: int32, default: 1, description: How large.}
    - name: v1alpha1
      served: false
      schema: {openAPIV3Schema: {type: object, properties: {}}}
---
apiVersion: v1
kind: ConfigMap
"""
DEFINITIONS: dict[str, Any] = {
    "$defs": {
        OBJECT_META: {"type": "object", "properties": {"name": {"type": "string"}}},
        "unused": {"type": "object"},
        "$ref-named": {"properties": {"$ref": {"type": "string"}}},
        "api.Pod": {
            "description": "A pod.",
            "type": ["object", "null"],
            "properties": {
                "apiVersion": {"enum": ["v1"]},
                "kind": {"enum": ["Pod"]},
                "metadata": {"$ref": f"#/$defs/{OBJECT_META}", "description": "Its metadata."},
            },
            "x-kubernetes-group-version-kind": [{"group": "", "kind": "Pod", "version": "v1"}],
        },
        "api.Scaler": {
            "x-kubernetes-group-version-kind": [{"group": "auto.k8s.io", "kind": "Scaler", "version": "v1"}]
        },
        "api.Old": {
            "x-kubernetes-group-version-kind": [{"group": "auto.k8s.io", "kind": "Scaler", "version": "v1beta1"}]
        },
    }
}


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoModule:
    """Sources as the registries' clients would leave them, and a Go that answers with them."""
    module = tmp_path / "module"
    (module / "crds").mkdir(parents=True)
    (module / "crds" / "widget.yaml").write_text(CRD)
    (module / "LICENSE").write_text("a licence")
    (module / "NOTICE").write_text("a notice")
    package = tmp_path / "package"
    for minor in schemas_sources.MINORS:
        folder = package / "kubernetes-json-schema" / f"v{minor}.0-local-strict"
        folder.mkdir(parents=True)
        (folder / "_definitions.json").write_text(json.dumps(DEFINITIONS))
    answers(tmp_path, monkeypatch, {"Dir": str(module), "Sum": "h1:right"})
    pinned = GoModule("example.com/widgets", "v1.0.0", "h1:right", "crds/*.yaml", ("example.com/v1/Widget",))
    monkeypatch.setattr(schemas, "GO_MODULES", (pinned,))
    monkeypatch.setattr(schemas, "KUBERNETES_KINDS", ("Pod", "Scaler"))
    monkeypatch.setattr(schemas, "kubernetes_folder", lambda: package)
    monkeypatch.setattr(schemas, "kubernetes_licence", lambda: b"another licence")
    return pinned


def answers(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, str]) -> None:
    go = folder / "go"
    go.write_text(
        f"#!/bin/sh\n[ \"$*\" = 'mod download -json example.com/widgets@v1.0.0' ] && echo '{json.dumps(answer)}'\n"
    )
    go.chmod(0o755)
    monkeypatch.setenv("GO", str(go))


def test_builds_the_folder_and_says_so_when_nothing_is_left_to_do(
    sources: GoModule, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert schemas.main(["--folder", str(out)]) == 0
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {file for file in files if "v1.34" not in file} == {
        "LICENSES/kubernetes-validate.txt", "LICENSES/widgets.NOTICE.txt", "LICENSES/widgets.txt", "catalogue.json",
        "crds/example.com/widget_v1.json", "crds/policy.linkerd.io/authorizationpolicy_v1alpha1.json",
        "crds/policy.linkerd.io/meshtlsauthentication_v1alpha1.json",
        "crds/policy.linkerd.io/networkauthentication_v1alpha1.json", "crds/policy.linkerd.io/server_v1beta3.json",
        "kubernetes/v1.33/pod-v1.json", "kubernetes/v1.33/scaler-auto-v1.json",
        "kubernetes/v1.35/pod-v1.json", "kubernetes/v1.35/scaler-auto-v1.json",
    }  # fmt: skip
    capsys.readouterr()
    assert schemas.main(["--folder", str(out), "--check"]) == 0
    assert capsys.readouterr().out == "schemas: 15 files, up to date\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda out: (out / "catalogue.json").write_text("{}"), "schemas/catalogue.json: differs\n"),
        (
            lambda out: (out / "crds/example.com/widget_v1.json").unlink(),
            "schemas/crds/example.com/widget_v1.json: missing\n",
        ),
        (
            lambda out: (out / "crds/old.json").write_text("{}"),
            "schemas/crds/old.json: not built from the pinned sources\n",
        ),
    ],
)
def test_check_fails_on_drift_and_building_removes_it(
    change: Callable[[Path], object], said: str, sources: GoModule, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    schemas.main(["--folder", str(out)])
    (out / "environment.schema.json").write_text("the model's own")
    change(out)
    capsys.readouterr()
    assert schemas.main(["--folder", str(out), "--check"]) == 1
    assert capsys.readouterr().out == said
    assert schemas.main(["--folder", str(out)]) == 0
    assert schemas.main(["--folder", str(out), "--check"]) == 0
    assert (out / "environment.schema.json").read_text() == "the model's own"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Dir": "x", "Sum": "h1:wrong"}, "has the hash h1:wrong, pinned is h1:right"),
        ({"Error": "not found"}, "example.com/widgets@v1.0.0: not found"),
    ],
)
def test_a_source_that_is_not_the_pinned_one_is_refused(
    answer: dict[str, str],
    said: str,
    sources: GoModule,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers(tmp_path, monkeypatch, answer)
    assert schemas.main(["--folder", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_go_that_is_not_there_or_says_nothing_is_explained(
    sources: GoModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GO", "/nowhere/go")
    with pytest.raises(SourceError, match="put go on PATH or name it in GO"):
        schemas_sources.module_folder(sources)
    monkeypatch.setenv("GO", "false")
    with pytest.raises(SourceError, match=r"example\.com/widgets@v1\.0\.0"):
        schemas_sources.module_folder(sources)


def test_the_kubernetes_package_is_the_pinned_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas_sources, "KUBERNETES_PACKAGE", "pytest")
    with pytest.raises(SourceError, match=r"pytest is .*, pinned is 1\.37\.0"):
        schemas_sources.kubernetes_folder()
    monkeypatch.setattr(schemas_sources, "KUBERNETES_PACKAGE", "no-such-package")
    with pytest.raises(SourceError, match=r"no-such-package==1\.37\.0"):
        schemas_sources.kubernetes_folder()


def test_the_lock_holds_the_pinned_package() -> None:
    lock = (Path(__file__).parents[2] / "requirements-dev.lock").read_text("utf-8")
    assert f"\n{schemas_sources.KUBERNETES_PACKAGE}=={schemas_sources.KUBERNETES_PACKAGE_VERSION} " in lock


def test_a_kind_that_is_not_served_is_missed(sources: GoModule, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"example\.com/v1alpha1/Widget"):
        list(crd_schemas(tmp_path / "module", "crds/*.yaml", ("example.com/v1alpha1/Widget",), META))


def test_a_custom_resource_is_closed_and_has_kubernetes_metadata(sources: GoModule, tmp_path: Path) -> None:
    (found,) = crd_schemas(tmp_path / "module", "crds/*.yaml", ("example.com/v1/Widget",), META)
    assert found[:2] == ("example.com/v1/Widget", "example.com/widget_v1.json")
    assert json.loads(found[2]) == {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata"],
        "additionalProperties": False,
        "properties": {
            "apiVersion": {"type": "string", "enum": ["example.com/v1"]},
            "kind": {"type": "string", "enum": ["Widget"]},
            "metadata": {"$ref": f"#/definitions/{OBJECT_META}"},
            "spec": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"size": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}},
            },
        },
        "definitions": META,
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"type": "object", "properties": {}}, {"type": "object", "properties": {}, "additionalProperties": False}),
        (
            {"type": "object", "properties": {}, "x-kubernetes-preserve-unknown-fields": True},
            {"type": "object", "properties": {}},
        ),
        (
            {"type": "object", "additionalProperties": {"type": "object", "properties": {}}},
            {
                "type": "object",
                "additionalProperties": {"type": "object", "properties": {}, "additionalProperties": False},
            },
        ),
        ({"x-kubernetes-int-or-string": True}, {"type": ["integer", "string"]}),
        (
            {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        ),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "object", "x-kubernetes-embedded-resource": True},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "apiVersion": {"type": "string"},
                    "kind": {"type": "string"},
                    "metadata": {"type": "object"},
                },
            },
        ),
        (
            {"type": "array", "items": {"properties": {}}},
            {"type": "array", "items": {"properties": {}, "additionalProperties": False}},
        ),
        # What a junctor adds is no structure: closing it would refuse the keys beside it.
        ({"anyOf": [{"properties": {"a": {}}}]}, {"anyOf": [{"properties": {"a": {}}}]}),
    ],
)
def test_closes_what_the_api_server_would_prune(given: dict[str, Any], expected: dict[str, Any]) -> None:
    schema = custom_resource("example.com/v1/Widget", {"type": "object", "properties": {"spec": given}}, META)
    assert schema["properties"]["spec"] == expected


def test_documentation_is_stripped_and_properties_named_like_it_are_not() -> None:
    given = {
        "description": "x", "title": "x", "format": "byte", "default": 1, "x-kubernetes-list-type": "map",
        "properties": {"description": {"type": "string", "description": "x"}, "x-y": {"format": "int32"}},
    }  # fmt: skip
    bounds = {"minimum": -(2**31), "maximum": 2**31 - 1}
    assert stripped(given) == {"properties": {"description": {"type": "string"}, "x-y": bounds}}
    assert stripped({"format": "int32", "minimum": 1, "maximum": 9}) == {"minimum": 1, "maximum": 9}


def test_what_repeats_is_kept_once_and_means_the_same() -> None:
    large = {"type": "object", "properties": {f"key{number}": {"type": "string"} for number in range(9)}}
    outer = {
        "type": "object",
        "properties": {"first": large, "deep": {"type": "array", "items": {"properties": {"a": large}}}},
    }
    schema = {"type": "object", "properties": {"one": outer, "two": outer, "three": large}}
    small = compact(schema)
    assert len(small["definitions"]) == 2
    assert len(json.dumps(small)) < len(json.dumps(schema)) / 2
    assert expanded(small, small["definitions"]) == schema


def expanded(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return expanded(definitions[schema["$ref"].removeprefix("#/definitions/")], definitions)
        return {key: expanded(value, definitions) for key, value in schema.items() if key != "definitions"}
    return [expanded(item, definitions) for item in schema] if isinstance(schema, list) else schema


def test_a_pattern_without_regard_to_case_is_spelt_out() -> None:
    assert portable("^(?i)(a|b)?$") == "^([Aa]|[Bb])?$"
    assert portable("^[A-Z]+$") == "^[A-Z]+$"
    with pytest.raises(ValueError, match="no portable form"):
        portable("(?i)[a-z]")


def test_a_kubernetes_schema_holds_what_it_leads_to_and_no_more(sources: GoModule, tmp_path: Path) -> None:
    made = {
        key: (name, json.loads(text))
        for key, name, text in kubernetes_schemas(release(tmp_path / "package", "1.34"), ["Pod"])
    }
    assert list(made) == ["v1/Pod"]
    name, schema = made["v1/Pod"]
    assert name == "pod-v1.json"
    assert schema["type"] == "object"
    assert schema["required"] == ["apiVersion", "kind", "metadata"]
    assert list(schema["definitions"]) == [OBJECT_META]
    assert schema["properties"]["metadata"] == {"$ref": f"#/definitions/{OBJECT_META}"}


def test_a_kind_has_one_current_version() -> None:
    kinds = {
        version: {"group": "autoscaling", "kind": "HorizontalPodAutoscaler", "version": version}
        for version in ("v1", "v2")
    }
    found = [key for key, _, _ in kubernetes_schemas(Release({"v1": {}, "v2": {}}, kinds), ["HorizontalPodAutoscaler"])]
    assert found == ["autoscaling/v2/HorizontalPodAutoscaler"]
