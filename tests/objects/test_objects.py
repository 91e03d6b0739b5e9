"""Object trees: found by walking the folder, and speaking only of values that there are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.objects import discover
from summitgen.objects.tree import Any as AnyOf
from summitgen.objects.tree import Digest, Has, Is, ObjectTree, Ref, Text, choose, optional, text, when
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

NEW_OBJECT = '''\
"""The LimitRange of a workload: dropped in by a test."""

from summitgen.objects.labels import metadata
from summitgen.objects.tree import ObjectTree, Ref

OBJECTS = (
    ObjectTree(
        id="limitrange",
        scope="workload",
        file="limitrange.yaml",
        order=0,
        documentation="Bounds what the pods of the namespace may use.",
        tree={
            "apiVersion": "v1",
            "kind": "LimitRange",
            "metadata": metadata(Ref("name")),
            "spec": {"limits": [{"type": "Container", "default": Ref("resources.requests")}]},
        },
    ),
)
'''


def test_an_object_dropped_in_is_printed_by_both_printers(tmp_path: Path) -> None:
    for name in ("summitgen", "templates", "schemas", "environments"):
        shutil.copytree(summit.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(summit.ROOT / "summitgen.yaml", tmp_path)
    (tmp_path / "summitgen/objects/limitrange.py").write_text(NEW_OBJECT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "summitgen", "build", "--quiet"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    plain = (tmp_path / "out/k8s/prod/web/limitrange.yaml").read_text(encoding="utf-8")
    assert "kind: LimitRange\n" in plain
    assert "        cpu: 100m\n" in plain
    template = (tmp_path / "out/helm/summit/templates/limitrange.yaml").read_text(encoding="utf-8")
    assert "default: {{ .Values.resources.requests | toJson }}" in template


@pytest.mark.parametrize("tree", discover(), ids=lambda tree: tree.id)
def test_each_object_says_what_it_is_for(tree: ObjectTree) -> None:
    assert tree.documentation.endswith(".")
    assert len(tree.documentation) > 10
    assert tree.file.endswith(".yaml")


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("{name}-canary", (Ref("name"), "-canary")),
        ("{a.b}:{c}", (Ref("a.b"), ":", Ref("c"))),
        ("plain", ("plain",)),
        ("{name}-{#files}", (Ref("name"), "-", Digest("files"))),
    ],
)
def test_text_is_read_from_a_template(template: str, parts: tuple[Any, ...]) -> None:
    assert text(template) == Text(parts)


def test_conditions_hold_what_they_are_given() -> None:
    condition = AnyOf((Has("a"), Is("b", "c")))
    assert when(condition, 1).has_otherwise is False
    assert choose(condition, 1, None).has_otherwise is True
    assert optional("a.b") == when(Has("a.b"), Ref("a.b"))
