"""Whatever the file system refuses is a finding, and the output folder is as it was."""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from summitgen.stages.listing import read
from summitgen.stages.write import inspect, write
from tests.stages.write.faults import Faults, failing
from tests.stages.write.support import artifacts, build, check, ids, project_in, snapshot
from tests.stages.write.test_kill import AFTER, BEFORE

REPOSITORY = Path(__file__).parents[3]


def test_a_disk_that_is_full_at_any_one_call_changes_nothing(tmp_path: Path) -> None:
    failures = 0
    for number in itertools.count():
        root = tmp_path / str(number)
        root.mkdir()
        build(project_in(root), BEFORE)
        before = snapshot(root)
        with Faults(failing(lambda call, number=number: call == number)) as faults:  # type: ignore[misc]
            outcome = build(project_in(root), AFTER)
        if faults.calls <= number:
            break
        if outcome.failed and not outcome.written:
            failures += 1
            assert ids(outcome)[0].startswith("write/failed")
            assert "No space left on device. The output folder is as it was" in outcome.findings[0].message
            assert snapshot(root) == before, number
        else:  # a call that only tidied up
            assert ids(outcome) in ([], ["write/not-cleared"])
            assert snapshot(root / "out") == _after(tmp_path), number
    assert failures > 20


def _after(tmp_path: Path) -> dict[str, tuple[bytes, int]]:
    root = tmp_path / "after"
    if not root.exists():
        root.mkdir()
        build(project_in(root), AFTER)
    return snapshot(root / "out")


def test_a_disk_that_stays_full_leaves_what_the_next_build_repairs(tmp_path: Path) -> None:
    half_written = 0
    for number in itertools.count():
        root = tmp_path / str(number)
        root.mkdir()
        build(project_in(root), BEFORE)
        with Faults(failing(lambda call, number=number: call >= number)) as faults:  # type: ignore[misc]
            outcome = build(project_in(root), AFTER)
        if faults.calls <= number:
            break
        half_written += "half written" in outcome.findings[0].message if outcome.findings else 0
        assert not build(project_in(root), AFTER).failed
        assert snapshot(root) == {f"out/{path}": file for path, file in _after(tmp_path).items()}, number
    assert half_written > 3


def test_a_file_system_without_links_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    build(project_in(tmp_path), BEFORE)
    before = snapshot(tmp_path)
    monkeypatch.setattr(os, "link", link)
    replace = os.replace

    def fail_at_manifest(source: Any, target: Any) -> None:
        if str(target).endswith("out/manifest.json") and str(source).endswith(".new"):
            raise OSError(errno.EIO, "Input/output error", target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_at_manifest)
    assert ids(build(project_in(tmp_path), AFTER)) == ["write/failed out/manifest.json"]
    assert snapshot(tmp_path) == before
    monkeypatch.setattr(os, "replace", replace)
    assert not build(project_in(tmp_path), AFTER).findings
    assert not check(project_in(tmp_path), AFTER).comparison.drift


@pytest.mark.parametrize("links", [True, False])
def test_a_kill_between_two_renames_on_a_file_system_without_links_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    class Killed(BaseException):
        """As a kill, which nobody catches."""

    def link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    def killed(source: str, target: str) -> None:
        if target.endswith("changed.yaml"):
            raise Killed
        replace(source, target)

    build(project_in(tmp_path), BEFORE)
    replace = os.replace
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", link)
        patched.setattr(os, "replace", killed)
        with pytest.raises(Killed):
            build(project_in(tmp_path), AFTER)
    assert not (tmp_path / "out/k8s/web/changed.yaml").exists()
    if not links:
        monkeypatch.setattr(os, "link", link)
    assert ids(build(project_in(tmp_path), AFTER)) == ["write/repaired"]
    assert snapshot(tmp_path / "out") == _after(tmp_path)


def test_a_repair_that_fails_says_that_the_output_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project_in(tmp_path), BEFORE)
    (tmp_path / ".summitgen").mkdir()
    (tmp_path / ".summitgen/journal").write_text("{}")
    before = snapshot(tmp_path)
    with Faults(failing(lambda call: True)):
        outcome = build(project_in(tmp_path), AFTER)
    assert ids(outcome) == ["write/failed .summitgen/journal"] and not outcome.written
    assert "half written" in outcome.findings[0].message
    assert snapshot(tmp_path) == before


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end() -> None:
    content, _ = read("/proc/self/status")  # its size is said to be 0
    assert content.startswith(b"Name:") and content.count(b"\n") > 10


def test_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to("file")
    with pytest.raises(OSError, match="link"):
        read(str(tmp_path / "link"))


def test_a_link_that_fails_for_another_reason_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: str, *_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error", source)

    build(project_in(tmp_path), BEFORE)
    monkeypatch.setattr(os, "link", link)
    assert ids(build(project_in(tmp_path), AFTER)) == ["write/failed out/k8s/web/changed.yaml"]


@pytest.mark.parametrize("act", [write, inspect])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    build(project_in(tmp_path), BEFORE)
    real = os.open

    def refuse(path: str, *args: Any, **options: Any) -> int:
        if str(path).endswith("same.yaml"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    outcome = act(project_in(tmp_path), artifacts(BEFORE))
    assert ids(outcome) == ["write/failed out/k8s/web/same.yaml"] and outcome.failed


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_staging_folder_that_is_none_is_a_finding(tmp_path: Path, kind: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "journal").write_text("{}")
    if kind == "link":
        (root / ".summitgen").symlink_to(outside)
    else:
        (root / ".summitgen").write_text("mine\n")
    before = snapshot(tmp_path)
    outcome = build(project_in(root), BEFORE)
    assert [finding.id for finding in outcome.findings] == ["write/failed"] and not outcome.written
    assert snapshot(tmp_path) == before


def test_a_build_waits_for_another_and_gives_up_in_the_end(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    build(project, BEFORE)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        assert ids(write(project, artifacts(AFTER), patience=0.05)) == ["write/locked"]
        assert ids(inspect(project, artifacts(BEFORE), patience=0.05)) == ["write/locked"]
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        assert ids(write(project, artifacts(AFTER), patience=0.05)) == ["write/locked"]
        assert not inspect(project, artifacts(BEFORE), patience=0.05).findings
    finally:
        os.close(descriptor)
    assert build(project, AFTER).written


_WRITER = """
import sys
from pathlib import Path
from tests.stages.write.support import build, project_in
root, name = Path(sys.argv[1]), sys.argv[2]
for turn in range(15):
    outcome = build(project_in(root), {f"{number}.yaml": f"{name} {turn}\\n" for number in range(20)})
    assert not outcome.findings, outcome.findings
"""


def test_builds_at_the_same_time_do_not_interleave(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, name], cwd=REPOSITORY) for name in ("one", "two")]
    while any(writer.poll() is None for writer in writers):
        time.sleep(0.01)
    assert [writer.returncode for writer in writers] == [0, 0]
    files = snapshot(tmp_path / "out")
    files.pop("manifest.json")
    assert len(files) == 20 and len({content for content, _ in files.values()}) == 1
    assert not (tmp_path / ".summitgen").exists()
