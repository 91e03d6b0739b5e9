"""Figures are of the same objects, or there are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from benchmarks.comparison import DifferenceError, compare, objects

if TYPE_CHECKING:
    from pathlib import Path

SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "shop", "annotations": {"a": "b"}},
    "spec": {"ports": [{"port": 80}]},
}


def changed(**metadata: Any) -> dict[str, Any]:
    return {**SERVICE, "metadata": {**SERVICE["metadata"], **metadata}}


def file(path: Path, *documents: dict[str, Any]) -> Path:
    path.write_text("---\n" + yaml.safe_dump_all(documents), encoding="utf-8")
    return path


def judge(tmp_path: Path, *made: dict[str, Any]) -> None:
    compare(objects([file(tmp_path / "expected", SERVICE)]), objects([file(tmp_path / "made", *made)]), "helm")


def test_the_same_objects_pass(tmp_path: Path) -> None:
    judge(tmp_path, SERVICE)


def test_what_speaks_to_helm_is_left_out(tmp_path: Path) -> None:
    judge(tmp_path, changed(annotations={"a": "b", "helm.sh/hook": "pre-install"}))
    bare = changed(annotations={"helm.sh/hook": "pre-install"})
    assert "annotations" not in objects([file(tmp_path / "bare", bare)])["v1", "Service", "shop", "web"]["metadata"]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ([], "v1 Service shop web is missing"),
        ([SERVICE, changed(name="api")], "v1 Service shop api is too much"),
        ([{**SERVICE, "spec": {"ports": [{"port": 81}]}}], "v1 Service shop web differs"),
        ([changed(annotations={"a": "c"})], "v1 Service shop web differs"),
        ([changed(namespace="other")], "v1 Service shop web is missing; v1 Service other web is too much"),
        ([{**SERVICE, "kind": "Secret"}], "v1 Service shop web is missing; v1 Secret shop web is too much"),
    ],
)
def test_any_difference_is_named(tmp_path: Path, made: list[dict[str, Any]], message: str) -> None:
    expected = f"helm makes other objects than summitgen: {message}"
    with pytest.raises(DifferenceError, match=f"^{re.escape(expected)}$"):
        judge(tmp_path, *made)


def test_many_differences_are_counted(tmp_path: Path) -> None:
    with pytest.raises(DifferenceError, match=r"a4 is too much and 2 more$"):
        judge(tmp_path, SERVICE, *(changed(name=f"a{number}") for number in range(7)))


def test_an_object_that_is_made_twice(tmp_path: Path) -> None:
    with pytest.raises(DifferenceError, match="v1 Service shop web is made twice"):
        judge(tmp_path, SERVICE, SERVICE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [", "is no YAML"),
        ("kind: Service", "is no Kubernetes object: {'kind': 'Service'}"),
        ("- 1", r"is no Kubernetes object: \[1\]"),
        ("{apiVersion: v1, kind: Service, metadata: web}", "is no Kubernetes object"),
    ],
)
def test_what_is_no_object(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "made").write_text(f"---\n{content}\n", encoding="utf-8")
    with pytest.raises(DifferenceError, match=message):
        objects([tmp_path / "made"])


def test_nothing_is_no_object_and_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "made").write_text("---\n# Source: x\n---\n", encoding="utf-8")
    assert objects([tmp_path / "made"]) == {}
