"""Targets and objects are found by walking their folders: one new file is all that a new one takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import summitgen
from summitgen.objects import discover as discover_objects
from summitgen.targets import discover as discover_targets

PACKAGE = Path(summitgen.__file__).parent
TARGET = """
from summitgen.artifacts import PlannedArtifact
from summitgen.targets import Target

def plan(compilation):
    return [PlannedArtifact("out/greeting.txt", "{id}", lambda: "hello")]

TARGET = Target("{id}", "Says hello.", plan)
"""
OBJECT = """
from summitgen.objects.tree import ObjectTree, Ref

OBJECTS = (ObjectTree("{id}", "workload", "aaa.yaml", 0, "Says hello.", {{"kind": "Greeting", "name": Ref("name")}}),)
"""
LIST = """
from summitgen.objects import discover as objects
from summitgen.printers.plain import PlainPrinter
from summitgen.targets import discover as targets

print(*[target.id for target in targets()])
print(*[tree.id for tree in objects()])
print(PlainPrinter([tree for tree in objects() if tree.file == "aaa.yaml"]).print({"name": "x"}))
"""


def run_in_copy(folder: Path, added: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a copy of the package with some files added finds."""
    shutil.copytree(PACKAGE, folder / "summitgen", ignore=shutil.ignore_patterns("__pycache__"))
    for path, content in added.items():
        (folder / "summitgen" / path).write_text(content, encoding="utf-8")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{LIST}"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_targets_and_objects_are_in_order() -> None:
    assert [target.id for target in discover_targets()] == sorted(target.id for target in discover_targets())
    assert {"chart", "manifests"} <= {target.id for target in discover_targets()}
    order = [(tree.file, tree.order, tree.id) for tree in discover_objects()]
    assert order == sorted(order)
    assert {tree.scope for tree in discover_objects()} == {"workload", "environment"}


def test_a_file_that_is_dropped_in_is_found(tmp_path: Path) -> None:
    added = {"targets/greeting.py": TARGET.format(id="a-greeting"), "objects/greeting.py": OBJECT.format(id="greeting")}
    done = run_in_copy(tmp_path, added)
    assert done.returncode == 0, done.stderr
    targets, objects, printed = done.stdout.splitlines()
    assert targets.split() == ["a-greeting", *[target.id for target in discover_targets()]]
    assert objects.split() == ["greeting", *[tree.id for tree in discover_objects()]]
    assert printed == "{'aaa.yaml': [{'kind': 'Greeting', 'name': 'x'}]}"


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("targets/another.py", TARGET.format(id="manifests"), "two targets have the id manifests"),
        ("objects/another.py", OBJECT.format(id="service"), "two objects have the id service"),
    ],
)
def test_two_of_one_id_are_refused(path: str, content: str, reason: str, tmp_path: Path) -> None:
    done = run_in_copy(tmp_path, {path: content})
    assert done.returncode == 1
    assert f"ValueError: {reason}" in done.stderr
