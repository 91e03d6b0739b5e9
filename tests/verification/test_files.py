"""Which files are judged, which programs are found, and where a pointer leads."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.artifacts import Destination, Project
from summitgen.findings import Place
from summitgen.stages.manifest import Entry, render
from summitgen.verification import programs
from summitgen.verification.bench import collect
from summitgen.verification.pointers import locate
from summitgen.verification.process import Processes, tail
from summitgen.verification.verdict import ToolError
from summitgen.verification.versions import kubernetes_versions
from tests.verification.project import SMALL, make

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_manifest_there_is_one_finding(tmp_path: Path) -> None:
    files, findings = collect(Project(tmp_path, "shop"))
    assert files == {}
    assert [(one.id, one.severity) for one in findings] == [("verify/manifest", "error")]
    assert "out/manifest.json can't be read" in findings[0].message


def test_a_damaged_manifest_is_said_and_its_whole_lines_are_judged(small: Project) -> None:
    path = small.root / "out/manifest.json"
    path.write_text("<<<<<<< ours\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    files, findings = collect(small)
    assert list(files) == sorted(SMALL)
    assert [one.id for one in findings] == ["verify/manifest"]
    assert "merge conflict" in findings[0].message


def test_files_that_are_missing_foreign_or_links_out_of_the_project_are_not_judged(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    project = make(root)
    (root / "out/scripts/build.sh").unlink()
    (root / "out/scripts/own.sh").write_text("echo $1\n", encoding="utf-8")
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (root / "out/docker/web/Dockerfile").unlink()
    (root / "out/docker/web/Dockerfile").symlink_to(tmp_path / "secret")
    files, findings = collect(project)
    assert list(files) == sorted(SMALL.keys() - {"scripts/build.sh", "docker/web/Dockerfile"})
    assert sorted((one.id, one.severity) for one in findings) == [
        ("load/outside", "error"),
        ("verify/missing", "warning"),
    ]


def test_copies_are_not_judged_twice(tmp_path: Path) -> None:
    project = Project(tmp_path, "shop", destinations=(Destination("a.sh", "b.sh", Place("summitgen.yaml", 1, 1)),))
    (tmp_path / "out").mkdir()
    for path in ("out/a.sh", "b.sh"):
        (tmp_path / path).write_text("x", encoding="utf-8")
    entries = [Entry("out/a.sh", "0" * 64, "x", 0o644), Entry("b.sh", "0" * 64, "x", 0o644, "out/a.sh")]
    (tmp_path / "out/manifest.json").write_bytes(render(entries))
    assert collect(project) == ({"a.sh": b"x"}, ())


def test_programs_come_from_the_named_folders_the_interpreters_and_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / name for name in ("tools", "more", "venv", "path")]
    for folder in folders:
        folder.mkdir()
        (folder / "helm").write_text("", encoding="utf-8")
        (folder / "helm").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv/python"))
    environ = {"SUMMITGEN_TOOLS": f"{folders[0]}{os.pathsep}{folders[1]}", "PATH": f"{folders[3]}"}
    for folder in folders:
        assert programs.find("helm", environ) == folder / "helm"
        (folder / "helm").chmod(0o644)
    assert programs.find("helm", environ) is None
    monkeypatch.chdir(tmp_path / "path")
    (tmp_path / "path/helm").chmod(0o755)
    assert programs.find("helm", {"PATH": f".{os.pathsep}"}) is None


def test_versions_of_kubernetes_are_those_of_the_specs_that_have_schemas(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "base.yaml").write_text("cluster: {kubernetesVersion: '1.33'}\n", encoding="utf-8")
    for name, text in {"dev": "", "prod": "cluster: {kubernetesVersion: '1.35'}\n", "odd": "cluster: 3\n"}.items():
        (folder / f"{name}.yaml").write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    (folder / "old.yaml").write_text("cluster: {kubernetesVersion: '1.2'}\n", encoding="utf-8")
    (folder / "path.yaml").write_text("cluster: {kubernetesVersion: '../v1.34'}\n", encoding="utf-8")
    (folder / "wrong.yaml").write_text("a: [\n", encoding="utf-8")
    assert kubernetes_versions(Project(tmp_path, "shop")) == {"dev": "1.33", "prod": "1.35"}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["a", "b/c", "d~e", "7x"]), min_size=1, max_size=4), st.integers(0, 3))
def test_a_pointer_leads_to_its_key(keys: list[str], before: int) -> None:
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    text = "---\nkind: other\n" * before + "---\n" + "\n".join(lines) + " last\n"
    pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
    line, column = locate(text, pointer, lambda document: "kind" not in document)
    assert (line, column) == (before * 2 + 1 + len(keys), len(lines[-1]) + 2)
    nearest, _ = locate(text, f"{pointer}/gone", lambda document: "kind" not in document)
    assert nearest == line


def test_a_pointer_into_a_list_and_into_what_is_no_yaml() -> None:
    assert locate("a:\n  - b\n  - c\n", "/a/1") == (3, 5)
    assert locate("a: [\n", "/a/1") == (1, 1)


def test_the_tail_is_the_last_lines_that_say_something() -> None:
    assert tail("\n".join(f"{number}  \n" for number in range(99))).splitlines() == [str(n) for n in range(87, 99)]
    assert len(tail("x" * 5000)) == 1500


def test_stopping_ends_what_runs_and_lets_nothing_start(tmp_path: Path) -> None:
    processes = Processes()
    timer = threading.Timer(0.5, processes.stop)
    timer.start()
    start = time.monotonic()
    done = processes.run(["/bin/sleep", "60"], tmp_path, {}, 60)
    assert done.end == "was killed by signal 9"
    assert time.monotonic() - start < 20
    with pytest.raises(ToolError, match="was stopped"):
        processes.run(["/bin/sleep", "0"], tmp_path, {}, 60)
