"""A build that is killed at any step leaves the old output or a journal, and the next build puts everything right."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from summitgen.stages import messages
from summitgen.stages.journal import decode
from tests.stages.write.support import build, check, ids, project_in, snapshot

BEFORE = {"k8s/web/same.yaml": "s\n", "k8s/web/changed.yaml": "old\n", "k8s/gone/gone.yaml": "gone\n", "swap": "file\n"}
AFTER = {
    "k8s/web/same.yaml": "s\n",
    "k8s/web/changed.yaml": "new\n",
    "added/here.yaml": "added\n",
    "swap/in": "folder\n",
}
THIRD = {"k8s/web/same.yaml": "s\n", "k8s/gone/gone.yaml": "back\n", "third.yaml": "third\n"}
REPOSITORY = Path(__file__).parents[3]


_EMPTY: dict[str, object] = {"version": 1, "placements": [], "removals": [], "folders": []}
MISSHAPEN = [
    json.dumps(_EMPTY | changes).encode()
    for changes in (
        {"placements": [["out/x", "0"]]},
        {"placements": [["out/x", 0, None]]},
        {"placements": ["out/x"]},
        {"removals": [["out/x", None, None]]},
        {"removals": [["out/x"]]},
        {"folders": [1]},
        {"folders": None},
    )
]


def _built(root: Path, files: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    root.mkdir()
    build(project_in(root), files)
    return snapshot(root)


@pytest.fixture(scope="module", params=["build", "undo"])
def killed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A project for each step at which a build of AFTER over BEFORE, or its taking back, was killed."""
    folder = tmp_path_factory.mktemp("killed")
    arguments = (str(folder), request.param, json.dumps(BEFORE), json.dumps(AFTER))
    command = [sys.executable, "-m", "tests.stages.write.faults", *arguments]
    steps = int(subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout)
    assert steps > (30 if request.param == "build" else 8), "the program was hardly killed at every step"
    return sorted(folder.iterdir())


def test_no_file_is_ever_torn(killed: list[Path]) -> None:
    allowed = {path: {files.get(path) for files in (BEFORE, AFTER)} for path in {*BEFORE, *AFTER}}
    for root in killed:
        for path, (content, _) in snapshot(root / "out").items():
            if path != "manifest.json":
                assert content.decode() in allowed[path], (root, path)


def test_without_a_journal_the_output_is_the_old_or_the_new_one(killed: list[Path], tmp_path: Path) -> None:
    whole = [_built(tmp_path / name, files) for name, files in (("before", BEFORE), ("after", AFTER))]
    for root in killed:
        outcome = check(project_in(root), AFTER)
        if ids(outcome) != ["write/interrupted"]:
            files = {path: file for path, file in snapshot(root).items() if not path.startswith(".summitgen")}
            assert files in whole, root


def test_with_a_journal_check_says_so_and_lists_no_drift(killed: list[Path]) -> None:
    interrupted = [root for root in killed if ids(check(project_in(root), AFTER)) == ["write/interrupted"]]
    assert len(interrupted) >= 5
    assert all(not check(project_in(root), AFTER).comparison.drift for root in interrupted)
    assert all(any((root / ".summitgen" / name).exists() for name in ("journal", "undo")) for root in interrupted)


@pytest.mark.parametrize("files", [AFTER, BEFORE, THIRD, {}], ids=["after", "before", "third", "nothing"])
def test_the_next_build_puts_everything_right(killed: list[Path], tmp_path: Path, files: dict[str, str]) -> None:
    expected = _built(tmp_path / "expected", files)
    for number, root in enumerate(killed):
        again = tmp_path / str(number)
        shutil.copytree(root, again)
        outcome = build(project_in(again), files)
        assert {finding.id for finding in outcome.findings} <= {"write/repaired"}, (root, outcome.findings)
        assert snapshot(again) == expected, root
        assert not check(project_in(again), files).findings


def _interrupted(killed: list[Path], tmp_path: Path, *, path: str, there: bool) -> Path:
    """A copy of a project whose build was killed while the file at ``path`` was (not yet) there."""
    for root in killed:
        if (root / ".summitgen/journal").exists() and (root / path).exists() is there:
            copy = tmp_path / "copy"
            shutil.copytree(root, copy)
            return copy
    raise AssertionError(path)


@pytest.fixture(scope="module")
def killed_builds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("builds")
    arguments = (str(folder), "build", json.dumps(BEFORE), json.dumps(AFTER))
    command = [sys.executable, "-m", "tests.stages.write.faults", *arguments]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    return sorted(folder.iterdir())


def test_a_file_made_after_the_kill_is_not_overwritten(killed_builds: list[Path], tmp_path: Path) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/added", there=False)
    (root / "out/added").mkdir()
    (root / "out/added/here.yaml").write_text("mine\n")
    outcome = build(project_in(root), AFTER)
    assert "write/foreign-file-in-the-way out/added/here.yaml" in ids(outcome)
    assert (root / "out/added/here.yaml").read_text() == "mine\n"


def test_a_link_made_after_the_kill_is_not_followed(killed_builds: list[Path], tmp_path: Path) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/added", there=False)
    (tmp_path / "outside").mkdir()
    (root / "out/added").symlink_to(tmp_path / "outside")
    outcome = build(project_in(root), AFTER)
    assert "write/in-the-way out/added" in ids(outcome)
    assert snapshot(tmp_path / "outside") == {}


def test_nothing_is_pruned_behind_a_link_made_after_the_kill(killed_builds: list[Path], tmp_path: Path) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/k8s/gone/gone.yaml", there=True)
    (root / "out/k8s/gone").rename(tmp_path / "outside")
    (root / "out/k8s/gone").symlink_to(tmp_path / "outside")
    assert "write/foreign-file out/k8s/gone" in ids(build(project_in(root), AFTER))
    assert (tmp_path / "outside/gone.yaml").read_text() == "gone\n"


def test_a_staged_file_that_a_power_cut_emptied_is_not_placed(killed_builds: list[Path], tmp_path: Path) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/added", there=False)
    for staged in (root / ".summitgen/stage").glob("*.new"):
        if staged.read_text() == "added\n":
            staged.write_text("")
    assert ids(build(project_in(root), AFTER)) == ["write/repaired"]
    assert (root / "out/added/here.yaml").read_text() == "added\n"


def test_what_a_kill_leaves_is_whole_and_out_of_gits_sight(killed_builds: list[Path]) -> None:
    journals = [root / ".summitgen/journal" for root in killed_builds if (root / ".summitgen/journal").exists()]
    assert journals
    for journal in journals:
        assert decode(journal.read_bytes(), project_in(journal.parents[1])) is not None
        assert (journal.parent / ".gitignore").read_text() == "*\n"


def test_a_file_edited_after_the_kill_is_not_pruned(killed_builds: list[Path], tmp_path: Path) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/k8s/gone/gone.yaml", there=True)
    (root / "out/k8s/gone/gone.yaml").write_text("mine\n")
    build(project_in(root), AFTER)
    assert (root / "out/k8s/gone/gone.yaml").read_text() == "mine\n"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 2}', *MISSHAPEN])
def test_a_damaged_journal_is_dropped(killed_builds: list[Path], tmp_path: Path, content: bytes) -> None:
    root = _interrupted(killed_builds, tmp_path, path="out/added", there=False)
    (root / ".summitgen/journal").write_bytes(content)
    expected = _built(tmp_path / "expected", AFTER)
    assert not build(project_in(root), AFTER).failed
    assert snapshot(root) == expected


@pytest.mark.parametrize("path", ["../outside", "out/../../outside", "/outside", "elsewhere"])
@pytest.mark.parametrize("key", ["placements", "removals", "folders"])
def test_a_journal_that_leads_out_of_the_output_folder_is_dropped(tmp_path: Path, path: str, key: str) -> None:
    root = tmp_path / "project"
    (root / ".summitgen/stage").mkdir(parents=True)
    (tmp_path / "outside").write_text("x")
    (root / "elsewhere").write_text("x")
    (root / ".summitgen/stage/0.new").write_text("y")
    digest = {"x": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}["x"]
    staged = "a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa"
    row = {"placements": [path, staged, digest], "removals": [path, digest], "folders": path}[key]
    document = {"version": 1, "placements": [], "removals": [], "folders": [], key: [row]}
    (root / ".summitgen/journal").write_text(json.dumps(document))
    assert ids(build(project_in(root), {})) == [messages.repaired().id]
    assert (tmp_path / "outside").read_text() == "x" and (root / "elsewhere").read_text() == "x"
