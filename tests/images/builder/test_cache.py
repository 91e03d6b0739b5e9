"""The cache of what images are made of: made once, whole or not at all."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from benchmarks.images.builder import cache
from benchmarks.images.builder.cache import Cache


def test_a_thing_is_made_once_for_each_recipe(tmp_path: Path) -> None:
    store, made = Cache(tmp_path / "deep" / "cache"), []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("made")

    first = store.keep("thing", "recipe", make)
    assert (first / "file").read_text() == "made"
    assert store.keep("thing", "recipe", make) == first
    assert store.keep("thing", "other recipe", make) != first
    assert store.keep("other", "recipe", make) != first
    assert len(made) == 3


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Cache(tmp_path).keep("thing", "recipe", fail)
    assert list(tmp_path.iterdir()) == []


def test_scratch_folders_are_gone_afterwards(tmp_path: Path) -> None:
    with Cache(tmp_path).scratch("x") as folder:
        assert list(folder.iterdir()) == []
        (folder / "file").touch()
        assert tmp_path in folder.parents
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    kept = store.keep("thing", "recipe", lambda folder: None)
    (tmp_path / ".killed-1/contents/deep").mkdir(parents=True)
    (tmp_path / ".killed-1/lock").touch()
    (tmp_path / ".of-another-kind").mkdir()
    with store.scratch("first") as first:
        with store.scratch("second"):
            assert first.is_dir()
            assert not (tmp_path / ".killed-1").exists()
        assert first.is_dir()
    assert sorted(tmp_path.iterdir()) == sorted([kept, tmp_path / ".of-another-kind"])


def test_a_second_process_has_to_wait(tmp_path: Path) -> None:
    with Cache(tmp_path).locked(), (tmp_path / ".lock").open("w") as second, pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_cache_is_beside_that_of_the_tools() -> None:
    assert cache.default({"XDG_CACHE_HOME": "/elsewhere"}).root == Path("/elsewhere/summitgen/images")
