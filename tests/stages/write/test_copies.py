"""Copies that ``place:`` asks for, where the write stage meets the file system: containment, links, kills."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.artifacts import Artifact, Destination, PlannedArtifact, Project
from summitgen.findings import Place
from summitgen.stages.containment import copy_problem
from summitgen.stages.copies import copies, copy_findings
from summitgen.stages.journal import Journal, Placement, decode, encode
from summitgen.stages.verify import verify
from summitgen.stages.write import Outcome, inspect, write
from summitgen.values.compilation import Compilation
from tests.stages.write.support import artifacts, folders, ids, project_in, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

WHERE = Place("summitgen.yaml", 3, 3)


def _placed(root: Path, *pairs: tuple[str, str]) -> Project:
    return replace(project_in(root), destinations=tuple(Destination(*pair, WHERE) for pair in pairs))


def _files(content: str, *paths: str) -> tuple[Artifact, ...]:
    """An artifact out/w/a.yml and its copies at the paths."""
    (original,) = artifacts({"w/a.yml": content})
    return original, *(replace(original, path=path, copy_of=original.path) for path in paths)


def _build(root: Path, content: str, *paths: str) -> Outcome:
    return write(_placed(root, *(("w/a.yml", path) for path in paths)), _files(content, *paths))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/x",
        "../x",
        "a/../x",
        "a//x",
        "a\\b",
        "a\nb",
        "out/x",
        "OUT/x",
        "out",
        "environments/x.yaml",
        "Environments/x.yaml",
        "summitgen.yaml",
        "SummitGen.yaml",
        ".summitgen/journal",
        ".git/hooks/pre-commit",
        ".GIT/config",
        "GIT~1/config",
        "vendor/module/.git/config",
        "templates/chart/x",
        "schemas/x.json",
        "x" * 256,
    ],
)
def test_a_copy_is_not_placed_there(path: str) -> None:
    assert copy_problem(path, Project(Path("/project"), "shop"))


@pytest.mark.parametrize(
    "path", ["Dockerfile", ".github/workflows/x.yml", "web/.dockerignore", "output/x", "git/x", ".gitignore"]
)
def test_a_copy_is_placed_there(path: str) -> None:
    assert copy_problem(path, Project(Path("/project"), "shop")) is None


def test_folders_above_the_specs_are_not_files() -> None:
    project = Project(Path("/project"), "shop", "deploy/specs", "deploy/out")
    assert copy_problem("deploy", project)
    assert copy_problem("deploy/x", project) is None


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from(["a", "b", "k", "k/c", "ka"]), min_size=1, max_size=4, unique=True),
    st.dictionaries(st.sampled_from(["a", "k/", "k/c/", "ka", "ka/", "x"]), st.sampled_from(["p", "q"]), max_size=4),
)
def test_each_destination_copies_what_it_names_and_nothing_else(names: list[str], entries: dict[str, str]) -> None:
    root = Path("/project")
    pairs = [(name, f"to/{place}/" if name.endswith("/") else f"to/{place}") for name, place in entries.items()]
    project = _placed(root, *pairs)
    planned = [PlannedArtifact(f"out/{name}/f", "t", str) for name in names]
    expected = [
        (f"to/{place}/{name.removeprefix(key[:-1]).lstrip('/')}/f".replace("//", "/"), f"out/{name}/f")
        for key, place in entries.items()
        for name in names
        if key.endswith("/") and f"{name}/".startswith(key)
    ]
    assert sorted((copy.path, copy.copy_of) for copy in copies(project, planned)) == sorted(expected)
    unknown = {
        finding.message.split(";")[0] for finding in copy_findings(project, planned) if "nothing" in finding.message
    }
    used = {key for key in entries if key.endswith("/") and any(f"{name}/".startswith(key) for name in names)}
    assert unknown == {f"nothing is generated at out/{key}" for key in entries if key not in used}


def test_a_long_folder_is_listed_in_part() -> None:
    planned = [PlannedArtifact(f"out/k/{number:02}.yaml", "t", str) for number in range(12)]
    (finding,) = copy_findings(_placed(Path("/project"), ("k/x.yaml", "x.yaml")), planned)
    assert finding.message.endswith("07.yaml, 08.yaml, 09.yaml and 2 more") and finding.place == WHERE
    (nothing,) = copy_findings(_placed(Path("/project"), ("k/x.yaml", "x.yaml")), [])
    assert nothing.message.endswith("in out/ there are: no files")


def test_copies_come_and_go_with_their_folders(tmp_path: Path) -> None:
    assert _build(tmp_path, "one\n", "deploy/x/a.yml", "a.yml").written
    assert (tmp_path / "deploy/x/a.yml").read_text() == (tmp_path / "a.yml").read_text() == "one\n"
    assert not _build(tmp_path, "one\n", "deploy/x/a.yml", "a.yml").written
    assert _build(tmp_path, "one\n").written
    assert set(snapshot(tmp_path)) == {"out/manifest.json", "out/w/a.yml"}
    assert folders(tmp_path) == {".", "out", "out/w"}


def _link_to_elsewhere(path: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / "elsewhere").mkdir()
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(root / "elsewhere")

    return make


def _folder_with_a_file(root: Path) -> None:
    (root / "deploy/x/a.yml").mkdir(parents=True)
    (root / "deploy/x/a.yml/mine").write_text("mine")


def _file_above(root: Path) -> None:
    (root / "deploy").write_text("mine")


@pytest.mark.parametrize(
    ("make", "file"),
    [
        (_link_to_elsewhere("deploy"), "deploy"),
        (_link_to_elsewhere("deploy/x"), "deploy/x"),
        (_link_to_elsewhere("deploy/x/a.yml"), "deploy/x/a.yml"),
        (_folder_with_a_file, "deploy/x/a.yml"),
        (_file_above, "deploy"),
    ],
    ids=["link above", "link as the folder", "link as the file", "full folder", "file above"],
)
def test_what_stands_in_the_way_is_left_alone(tmp_path: Path, make: Callable[[Path], None], file: str) -> None:
    make(tmp_path)
    before = snapshot(tmp_path)
    outcome = _build(tmp_path, "one\n", "deploy/x/a.yml")
    assert ids(outcome) == [f"write/in-the-way {file}"]
    assert snapshot(tmp_path) == before and not outcome.written


def test_an_empty_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "deploy/x/a.yml/empty").mkdir(parents=True)
    assert _build(tmp_path, "one\n", "deploy/x/a.yml").written
    assert (tmp_path / "deploy/x/a.yml").read_text() == "one\n"


def test_a_copy_behind_a_link_is_not_pruned(tmp_path: Path) -> None:
    assert _build(tmp_path, "one\n", "deploy/a.yml").written
    (tmp_path / "deploy").rename(tmp_path / "elsewhere")
    (tmp_path / "deploy").symlink_to("elsewhere")
    assert _build(tmp_path, "one\n").written
    assert (tmp_path / "elsewhere/a.yml").read_text() == "one\n"


@pytest.mark.parametrize("path", ["src/main.py", ".git/config", "summitgen.yaml", "environments/dev.yaml"])
def test_a_manifest_that_was_tampered_with_deletes_nothing_outside(tmp_path: Path, path: str) -> None:
    assert _build(tmp_path, "one\n").written
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("one\n")
    manifest = tmp_path / "out/manifest.json"
    manifest.write_text(manifest.read_text().replace("out/w/a.yml", path))
    _build(tmp_path, "one\n")
    assert (tmp_path / path).read_text() == "one\n"


@pytest.mark.parametrize("stop", range(1, 6))
def test_a_kill_between_the_moves_is_repaired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    """From copies at old/ to copies at new/: whatever was moved before the kill, the next build completes it."""
    assert _build(tmp_path, "one\n", "old/a.yml", "b.yml").written
    real, left = os.rename, [stop]

    def count(source: str, target: str) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "rename", count)
        patch.setattr(os, "replace", count)
        _build(tmp_path, "two\n", "new/a.yml", "b.yml")
    assert ids(inspect(_placed(tmp_path), ())) == ["write/interrupted"]
    assert ids(_build(tmp_path, "two\n", "new/a.yml", "b.yml")) == ["write/repaired"]
    assert set(snapshot(tmp_path)) == {"out/manifest.json", "out/w/a.yml", "new/a.yml", "b.yml"}
    assert {(tmp_path / name).read_text() for name in ("out/w/a.yml", "new/a.yml", "b.yml")} == {"two\n"}
    assert folders(tmp_path) == {".", "out", "out/w", "new"}


@pytest.mark.parametrize(
    ("path", "folder", "listed", "believed"),
    [
        ("to/a.yml", "to", (), True),
        ("to/a.yml", "to/a.yml/empty", (), True),
        ("to/a.yml", "elsewhere", (), False),
        ("elsewhere/a.yml", "elsewhere", (), False),
        ("elsewhere/a.yml", "elsewhere", ("elsewhere/a.yml",), True),
        (".git/a.yml", "out/w", (".git/a.yml",), False),
    ],
)
def test_which_journals_are_believed(path: str, folder: str, listed: tuple[str, ...], believed: bool) -> None:
    journal = Journal((Placement(path, "0", None),), (), (folder,))
    read = decode(encode(journal), _placed(Path("/project"), ("w/", "to/")), listed)
    assert read == (journal if believed else None)


def test_copies_are_not_judged_twice() -> None:
    broken = Artifact("out/k8s/dev/web/a.yaml", "manifests", b"a: [\n")
    copy = replace(broken, path="deploy/a.yaml", copy_of=broken.path)
    compilation = Compilation(Project(Path("/project"), "shop"), (), (), {}, {}, {"dev": "1.34"})
    places = [finding.place.file for finding in verify(compilation, (broken, copy)) if finding.place]
    assert places == [broken.path]


def test_what_holds_generated_files() -> None:
    project = _placed(Path("/project"), ("w/", "to/"), ("x", "y"))
    assert [project.holds(path) for path in ("out/a", "to/a", "y", "y/a", "toa", "outa")] == [True] * 3 + [False] * 3
