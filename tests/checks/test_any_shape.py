"""Whatever shape an object has, checks report findings and never fail themselves."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from summitgen.artifacts import Artifact
from summitgen.checks import run_checks
from summitgen.checks._reading import yaml_documents
from tests.checks.case import CASES, artifacts

WELL_FORMED = [
    document
    for folder in sorted(CASES.glob("*/ok-*"))
    for artifact in artifacts(folder)
    if artifact.target == "manifests"
    for document in yaml_documents(artifact.content.decode())
    if isinstance(document, dict)
]
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "app", "a.b.svc", [], {}, [None], ["x"], [{}], {"a": 1}, {1: 2}]
)
IDENTITY = {"apiVersion", "kind", "metadata"}


def dumped(documents: list[Any]) -> bytes:
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump_all(documents, stream)
    return stream.getvalue().encode()


def replaced(node: Any, choose: Any, junk: Any, depth: int = 0) -> Any:
    """The node with one part below it, chosen step by step, replaced by junk."""
    steps = (
        sorted(node, key=str) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    )
    steps = [step for step in steps if depth or step not in IDENTITY]
    if not steps or (depth > 0 and choose(st.integers(0, 5)) == 0):
        return junk
    step = choose(st.sampled_from(steps))
    changed = dict(node) if isinstance(node, dict) else list(node)
    changed[step] = replaced(node[step], choose, junk, depth + 1)
    return changed


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_shape_stops_a_check(data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.sampled_from(WELL_FORMED), min_size=1, max_size=3))
    broken = replaced(picked[0], data.draw, data.draw(JUNK))
    content = dumped([broken, *picked[1:]])
    run_checks((Artifact("out/k8s/prod/app/app.yaml", "manifests", content),), {"prod": "1.34"})


@pytest.mark.parametrize(
    "line",
    ["? [a, b]\n: c", "? {a: b}\n: c", "1.5: a", "true: a", "~: a", "spec: !!set {x}", "spec: .nan", "spec: !x 1"],
)
@pytest.mark.parametrize("kind", ["v1/ConfigMap", "apps/v1/Deployment", "argoproj.io/v1alpha1/AnalysisTemplate"])
def test_no_kind_of_key_or_tag_stops_a_check(line: str, kind: str) -> None:
    api_version, _, name = kind.rpartition("/")
    source = f"apiVersion: {api_version}\nkind: {name}\nmetadata: {{name: app}}\n{line}\n"
    artifact = Artifact("out/k8s/prod/app/app.yaml", "manifests", source.encode())
    found = run_checks((artifact,), {"prod": "1.34"})
    assert "check/kubernetes-schema" in {one.id for one in found}
