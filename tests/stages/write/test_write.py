"""What a build writes, leaves and deletes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from summitgen.artifacts import Artifact
from summitgen.stages.write import write
from tests.stages.write.support import artifacts, build, check, folders, ids, project_in, snapshot

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"k8s/prod/web/a.yaml": "a: 1\n", "k8s/prod/web/b.yaml": "b: 1\n", "helm/Chart.yaml": "c: 1\n"}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_first_build_writes_every_file_with_its_mode_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    script = Artifact("out/scripts/deploy.sh", "scripts", b"#!/bin/sh\n", 0o755)
    previous = os.umask(umask)
    try:
        outcome = write(project_in(tmp_path), (*artifacts(BEFORE), script))
    finally:
        os.umask(previous)
    files = snapshot(tmp_path)
    assert outcome.written and not outcome.findings
    assert files.pop("out/manifest.json")[1] == 0o644
    expected = {f"out/{path}": (content.encode(), 0o644) for path, content in BEFORE.items()}
    assert files == {**expected, "out/scripts/deploy.sh": (b"#!/bin/sh\n", 0o755)}
    assert {(tmp_path / folder).stat().st_mode & 0o777 for folder in folders(tmp_path) - {"."}} == {0o755}
    assert os.listdir(tmp_path) == ["out"]  # noqa: PTH208


def test_a_second_build_touches_no_file(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    before = {path: (tmp_path / path).stat() for path in snapshot(tmp_path)}
    outcome = build(project, BEFORE)
    assert not outcome.written and not outcome.findings
    assert outcome.comparison.unchanged == len(BEFORE) + 1
    assert {path: (tmp_path / path).stat() for path in snapshot(tmp_path)} == before
    assert check(project, BEFORE).comparison.drift == 0


def test_only_the_changed_file_and_the_manifest_are_replaced(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    before = {path: (tmp_path / path).stat().st_ino for path in snapshot(tmp_path)}
    outcome = build(project, {**BEFORE, "helm/Chart.yaml": "c: 2\n"})
    after = {path: (tmp_path / path).stat().st_ino for path in snapshot(tmp_path)}
    assert [change.artifact.path for change in outcome.comparison.changed] == [
        "out/helm/Chart.yaml",
        "out/manifest.json",
    ]
    assert {path for path in before if before[path] != after[path]} == {"out/helm/Chart.yaml", "out/manifest.json"}


def test_what_is_generated_no_more_is_deleted_with_the_folders_that_it_leaves_empty(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    outcome = build(project, {"helm/Chart.yaml": "c: 1\n"})
    assert [entry.path for entry in outcome.comparison.removed] == [
        "out/k8s/prod/web/a.yaml",
        "out/k8s/prod/web/b.yaml",
    ]
    assert set(snapshot(tmp_path)) == {"out/helm/Chart.yaml", "out/manifest.json"}
    assert folders(tmp_path) == {".", "out", "out/helm"}


def test_a_folder_that_was_empty_before_is_left(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/notes").mkdir()
    build(project, {})
    assert folders(tmp_path) == {".", "out", "out/notes"}


@pytest.mark.parametrize(
    ("before", "after"),
    [({"a": "1"}, {"a/b": "2"}), ({"a/b": "1", "a/c/d": "1"}, {"a": "2"}), ({"a/b/c": "1"}, {"a/b": "2"})],
)
def test_a_file_becomes_a_folder_and_the_other_way_round(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    project = project_in(tmp_path)
    build(project, before)
    assert not build(project, after).findings
    assert set(snapshot(tmp_path)) == {*(f"out/{path}" for path in after), "out/manifest.json"}


def test_a_generated_file_that_was_edited_by_hand_is_overwritten_and_said_so(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/helm/Chart.yaml").write_text("mine\n")
    assert ids(check(project, BEFORE)) == ["write/edited-file out/helm/Chart.yaml"]
    outcome = build(project, BEFORE)
    assert ids(outcome) == ["write/edited-file out/helm/Chart.yaml"] and not outcome.failed
    assert (tmp_path / "out/helm/Chart.yaml").read_text() == "c: 1\n"


def test_a_lost_executable_bit_is_drift_and_is_restored(tmp_path: Path) -> None:
    project, script = project_in(tmp_path), artifacts({"run.sh": "true\n"}, mode=0o755)
    write(project, script)
    (tmp_path / "out/run.sh").chmod(0o644)
    outcome = write(project, script)
    assert [change.artifact.path for change in outcome.comparison.changed] == ["out/run.sh"]
    assert (tmp_path / "out/run.sh").stat().st_mode & 0o777 == 0o755


def test_permission_bits_that_git_does_not_keep_are_no_drift(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/helm/Chart.yaml").chmod(0o600)
    assert check(project, BEFORE).comparison.drift == 0


def test_an_edited_file_that_is_generated_no_more_stays_and_fails_the_build(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/helm/Chart.yaml").write_text("mine\n")
    outcome = build(project, {"k8s/x.yaml": "x\n"})
    assert ids(outcome) == ["write/edited-file-not-pruned out/helm/Chart.yaml"]
    assert outcome.failed and outcome.written
    assert (tmp_path / "out/helm/Chart.yaml").read_text() == "mine\n"
    assert ids(check(project, {"k8s/x.yaml": "x\n"})) == ["write/foreign-file out/helm/Chart.yaml"]


def test_a_foreign_file_stays_and_is_reported(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/helm/README.txt").write_text("mine\n")
    outcome = build(project, BEFORE)
    assert ids(outcome) == ["write/foreign-file out/helm/README.txt"] and outcome.failed
    assert (tmp_path / "out/helm/README.txt").read_text() == "mine\n"


def test_a_foreign_file_where_an_artifact_is_to_be_forbids_the_build(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, {})
    (tmp_path / "out/helm").mkdir()
    (tmp_path / "out/helm/Chart.yaml").write_text("mine\n")
    before = snapshot(tmp_path)
    outcome = build(project, BEFORE)
    assert ids(outcome) == ["write/foreign-file-in-the-way out/helm/Chart.yaml"]
    assert not outcome.written and snapshot(tmp_path) == before


def test_a_file_that_the_manifest_does_not_know_but_has_the_right_bytes_is_taken_over(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/manifest.json").unlink()
    assert not build(project, BEFORE).findings
    assert not check(project, BEFORE).comparison.drift


@pytest.mark.parametrize("path", ["k8s", "k8s/prod/web/a.yaml"])
def test_a_link_in_the_way_is_not_followed(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    (outside / "prod/web").mkdir(parents=True)
    target = outside if path == "k8s" else outside / "file"
    if path != "k8s":
        target.write_text("outside\n")
    root = tmp_path / "project"
    project = project_in(root)
    (root / "out" / path).parent.mkdir(parents=True)
    (root / "out" / path).symlink_to(target)
    before = snapshot(tmp_path)
    outcome = build(project, BEFORE)
    assert f"write/in-the-way out/{path}" in ids(outcome)
    assert not outcome.written and snapshot(tmp_path) == before


def test_a_link_elsewhere_is_a_foreign_file_and_what_it_leads_to_is_not_looked_at(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    build(project_in(root), BEFORE)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/file").write_text("outside\n")
    (root / "out/link").symlink_to(tmp_path / "outside")
    assert ids(build(project_in(root), {})) == ["write/foreign-file out/link"]
    assert (tmp_path / "outside/file").read_text() == "outside\n"


def test_an_output_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    assert ids(build(project_in(root), BEFORE)) == ["write/not-a-folder out"]
    assert snapshot(tmp_path / "outside") == {}


def test_a_pipe_in_the_way_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out/pipe")
    outcome = build(project_in(tmp_path), {"pipe": "x\n"})
    assert ids(outcome) == ["write/in-the-way out/pipe"]


def test_a_folder_in_the_way_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "out/helm/Chart.yaml").mkdir(parents=True)
    (tmp_path / "out/helm/Chart.yaml/mine.txt").write_text("mine\n")
    outcome = build(project_in(tmp_path), BEFORE)
    assert "write/in-the-way out/helm/Chart.yaml" in ids(outcome) and not outcome.written


def test_an_empty_folder_in_the_way_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "out/helm/Chart.yaml/empty").mkdir(parents=True)
    outcome = build(project_in(tmp_path), BEFORE)
    assert outcome.written and not outcome.findings
    assert (tmp_path / "out/helm/Chart.yaml").read_text() == "c: 1\n"


def test_a_file_where_a_folder_is_needed_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/helm").write_text("mine\n")
    outcome = build(project_in(tmp_path), BEFORE)
    assert "write/in-the-way out/helm" in ids(outcome) and not outcome.written
    assert (tmp_path / "out/helm").read_text() == "mine\n"


def test_a_name_that_is_no_utf8_is_shown_with_escapes(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / os.fsdecode(b"\xff\x1b[31m")).write_text("x")
    assert ids(build(project_in(tmp_path), {})) == ["write/foreign-file out/\\xff\\x1b[31m"]


def test_the_marks_of_a_merge_conflict_are_reported_with_their_line(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    (tmp_path / "out/helm/Chart.yaml").write_text("c: 0\n<<<<<<< HEAD\nc: 1\n=======\nc: 2\n>>>>>>> theirs\n")
    findings = check(project, BEFORE).findings
    assert [(finding.id, finding.place and finding.place.line) for finding in findings] == [("write/conflict", 2)]
    assert not build(project, BEFORE).failed


def test_a_path_that_differs_in_case_only_is_not_pruned_beside_its_successor(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, {"Web.yaml": "1\n"})
    outcome = build(project, {"web.yaml": "2\n"})
    assert ids(outcome) == ["write/case-collision out/Web.yaml"] and outcome.failed
    assert (tmp_path / "out/web.yaml").read_text() == "2\n"


def test_two_folders_built_from_the_same_artifacts_in_another_order_are_equal(tmp_path: Path) -> None:
    for name, files in (("one", BEFORE), ("two", dict(reversed(BEFORE.items())))):
        (tmp_path / name).mkdir()
        build(project_in(tmp_path / name), files)
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")
