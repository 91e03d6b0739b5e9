"""Builds of a part: some targets, some environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summitgen.artifacts import Artifact, Project
from summitgen.stages.selection import Scope, Selection
from summitgen.stages.write import Outcome, inspect, write
from tests.stages.write.support import check, ids, project_in, snapshot

if TYPE_CHECKING:
    from pathlib import Path


def _artifact(path: str, content: str, target: str = "manifests") -> Artifact:
    return Artifact(f"out/{path}", target, content.encode())


CHART = _artifact("helm/Chart.yaml", "chart\n", "chart")
OLD_CHART = _artifact("helm/old.yaml", "old\n", "chart")
PROD, DEV = _artifact("k8s/prod/web.yaml", "prod\n"), _artifact("k8s/dev/web.yaml", "dev\n")
OLD_PROD, OLD_DEV = _artifact("k8s/prod/old.yaml", "prod\n"), _artifact("k8s/dev/old.yaml", "dev\n")
EVERYTHING = (CHART, OLD_CHART, PROD, DEV, OLD_PROD, OLD_DEV)


@pytest.mark.parametrize(
    ("selection", "selected", "gone"),
    [
        (Selection(targets=("chart",)), (CHART,), {OLD_CHART}),
        (Selection(targets=("manifests",)), (PROD, DEV), {OLD_PROD, OLD_DEV}),
        (Selection(environments=("prod",)), (PROD, CHART), {OLD_PROD}),
        (Selection(("manifests",), ("dev",)), (DEV,), {OLD_DEV}),
        (Selection(environments=("prod", "dev")), (CHART, PROD, DEV), {OLD_PROD, OLD_DEV}),
    ],
)
def test_a_part_is_written_and_pruned_by_itself(
    tmp_path: Path, selection: Selection, selected: tuple[Artifact, ...], gone: set[Artifact]
) -> None:
    project = project_in(tmp_path)
    write(project, EVERYTHING)
    planned = (CHART, PROD, DEV)
    others = frozenset(artifact.path for artifact in planned if artifact not in selected)
    changed = [Artifact(artifact.path, artifact.target, b"changed\n") for artifact in selected]
    outcome = write(project, changed, Scope(selection, others))
    assert not outcome.findings
    expected = {artifact.path: artifact.content for artifact in EVERYTHING if artifact not in gone}
    expected |= {artifact.path: artifact.content for artifact in changed}
    files = {path: content for path, (content, _) in snapshot(tmp_path).items() if path != "out/manifest.json"}
    assert files == expected
    remaining = {artifact.path.removeprefix("out/") for artifact in EVERYTHING if artifact not in gone}
    assert not write(project, (*changed, *(a for a in planned if a not in selected))).findings
    assert set(snapshot(tmp_path / "out")) - {"manifest.json"} == remaining - {
        artifact.path.removeprefix("out/") for artifact in (OLD_CHART, OLD_PROD, OLD_DEV)
    }


def test_a_workload_that_is_called_like_an_environment_stays_the_other_ones(tmp_path: Path) -> None:
    project, namesake = project_in(tmp_path), _artifact("k8s/dev/prod.yaml", "dev\n")
    write(project, (PROD, namesake))
    (tmp_path / "out" / "k8s/dev/prod.yaml").write_text("edited\n")
    scope = Scope(Selection(environments=("prod",)), frozenset({namesake.path}))
    assert not write(project, (_artifact("k8s/prod/web.yaml", "changed\n"),), scope).findings
    assert ids(check_all(project, namesake)) == ["write/edited-file out/k8s/dev/prod.yaml"], "still known as generated"


def check_all(project: Project, *artifacts: Artifact) -> Outcome:
    return inspect(project, (_artifact("k8s/prod/web.yaml", "changed\n"), *artifacts))


def test_a_part_needs_a_manifest_that_can_be_relied_on(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    write(project, EVERYTHING)
    manifest = tmp_path / "out/manifest.json"
    manifest.write_text("<<<<<<< HEAD\n" + manifest.read_text())
    before = snapshot(tmp_path)
    outcome = write(project, (CHART,), Scope(Selection(targets=("chart",)), frozenset({PROD.path, DEV.path})))
    assert ids(outcome) == ["write/damaged-manifest out/manifest.json"]
    assert outcome.failed and snapshot(tmp_path) == before


def test_what_is_left_out_is_no_foreign_file_but_what_nobody_plans_is(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    write(project, (CHART,))
    for path in ("k8s/prod/web.yaml", "k8s/prod/mine.yaml"):
        (tmp_path / "out" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / path).write_text("x\n")
    outcome = write(project, (CHART,), Scope(Selection(targets=("chart",)), frozenset({PROD.path})))
    assert ids(outcome) == ["write/foreign-file out/k8s/prod/mine.yaml"]
    assert "write/foreign-file out/k8s/prod/web.yaml" in ids(check(project, {}))
