"""The projects are what the specs, the contests and the document say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from benchmarks.images import fixtures
from benchmarks.images.__main__ import compiled
from benchmarks.images.fixtures import CONTESTS, PROJECTS, SPECS, VARIANTS, Edit
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

NAMES = sorted(each.name for each in VARIANTS)
LOCKS = ("pnpm-lock.yaml", "package-lock.json", "yarn.lock", "uv.lock", "requirements.txt", "go.sum")


def specs() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SPECS / "environments/base.yaml").read_text())
    return loaded


def test_each_variant_is_a_project_and_a_workload() -> None:
    assert sorted(path.name for path in PROJECTS.iterdir() if path.is_dir()) == NAMES
    assert sorted(specs()["workloads"]) == NAMES
    for each in VARIANTS:
        assert specs()["workloads"][each.name]["build"]["language"] == each.family
        assert specs()["workloads"][each.name]["port"] == fixtures.PORT


def test_the_specs_compile_without_a_finding(tmp_path: Path) -> None:
    out = compiled(tmp_path)
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == NAMES
    command = [sys.executable, "-m", "summitgen", "check", "--output-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(summit.ROOT)}
    folder = tmp_path / "project"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["findings"] == []


def test_lock_files_are_there_and_small() -> None:
    found = [path for path in PROJECTS.rglob("*") if path.name in LOCKS]
    assert len(found) == len(VARIANTS) - 1, "the static files alone have none"
    assert sum(path.stat().st_size for path in found) < 1_000_000


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda each: each.name)
def test_edits_change_what_they_name_and_differ(contest: fixtures.Contest, tmp_path: Path) -> None:
    def edited(number: int, edits: tuple[Edit, ...]) -> list[str]:
        copy = fixtures.working_copy(contest.name, tmp_path / "copy")
        for edit in edits:
            edit.apply(copy, number)
        return [(copy / edit.file).read_text() for edit in edits]

    for edits in (contest.source, contest.unrelated):
        first, second = edited(1, edits), edited(2, edits)
        assert all(one != other for one, other in zip(first, second, strict=True))
        assert all("$number" not in text for text in first)
    before = [(PROJECTS / contest.name / edit.file).read_text() for edit in contest.dependency]
    assert all(one != other for one, other in zip(edited(1, contest.dependency), before, strict=True))


def test_the_added_dependency_is_in_manifest_and_lock(tmp_path: Path) -> None:
    copies = {}
    for contest in CONTESTS:
        copies[contest.name] = copy = fixtures.working_copy(contest.name, tmp_path / contest.name)
        for edit in contest.dependency:
            edit.apply(copy, 0)
    node = copies["pnpm-workspace"]
    assert "luxon" in json.loads((node / "apps/api/package.json").read_text())["dependencies"]
    lock = yaml.safe_load((node / "pnpm-lock.yaml").read_text())
    version = lock["importers"]["apps/api"]["dependencies"]["luxon"]["version"]
    assert f"luxon@{version}" in lock["packages"]
    python = copies["python-uv"]
    project = tomllib.loads((python / "pyproject.toml").read_text())["project"]
    assert "packaging>=25" in project["dependencies"]
    packages = {one["name"]: one for one in tomllib.loads((python / "uv.lock").read_text())["package"]}
    assert {"name": "packaging"} in packages["notes"]["dependencies"]
    assert "packaging" in packages
    go = copies["go"]
    assert "github.com/google/uuid v1.6.0\n" in (go / "go.mod").read_text()
    assert "github.com/google/uuid v1.6.0 h1:" in (go / "go.sum").read_text()


def test_naive_dockerfiles() -> None:
    assert {contest.name: len(contest.naive) for contest in CONTESTS} == {"pnpm-workspace": 2, "python-uv": 2, "go": 1}
    for contest in CONTESTS:
        full, *slim = [path.read_text() for path in contest.naive]
        assert "-slim" not in full
        assert [text.replace("-slim", "") for text in slim] == [full] * len(slim)


@pytest.mark.parametrize(("old", "times"), [("a", 2), ("z", 0)])
def test_text_that_is_not_there_once_is_not_replaced(tmp_path: Path, old: str, times: int) -> None:
    (tmp_path / "file").write_text("a a")
    with pytest.raises(ValueError, match=f"is {times} times in"):
        Edit("file", "b", old=old).apply(tmp_path, 0)
    assert (tmp_path / "file").read_text() == "a a"


def test_a_working_copy_is_fresh(tmp_path: Path) -> None:
    copy = fixtures.working_copy("static", tmp_path / "copy")
    (copy / "left").write_text("over")
    assert not (fixtures.working_copy("static", copy) / "left").exists()


def test_an_unknown_variant_is_told() -> None:
    with pytest.raises(ValueError, match="no variant rust, only pnpm-workspace, "):
        fixtures.variant("rust")


def test_the_base_images_that_a_variant_needs() -> None:
    needed = {each.name: set(each.families) for each in VARIANTS}
    assert needed["static-node"] == {"node", "static"}
    assert (needed["static"], needed["go"], needed["yarn-single"]) == ({"static"}, {"go"}, {"node"})
