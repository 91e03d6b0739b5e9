"""Layers: the same contents are the same bytes, and nothing of the machine is in them."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
from typing import TYPE_CHECKING

from benchmarks.images.builder import layers

if TYPE_CHECKING:
    from pathlib import Path


def tree(folder: Path) -> Path:
    (folder / "home/nonroot/own").mkdir(parents=True)
    (folder / "home/nonroot/own/file").write_text("text")
    (folder / "bin").mkdir()
    (folder / "bin/program").write_text("#!")
    (folder / "bin/program").chmod(0o755)
    (folder / "bin/alias").symlink_to("program")
    return folder


def entries(folder: Path) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(layers.load(folder).path) as archive:
        return {entry.name: entry for entry in archive}


def test_a_layer_is_kept_with_the_digests_of_both_its_forms(tmp_path: Path) -> None:
    archive = b"tar" * 1_000_000
    layers.store(io.BytesIO(archive), tmp_path)
    blob = layers.load(tmp_path)
    packed = blob.path.read_bytes()
    assert gzip.decompress(packed) == archive
    assert packed[4:8] == bytes(4), "gzip's time of packing"
    assert (blob.digest, blob.size) == (layers.digest(packed), len(packed))
    assert (blob.diff_id, blob.unpacked) == (f"sha256:{hashlib.sha256(archive).hexdigest()}", 3_000_000)


def test_two_trees_of_the_same_contents_are_the_same_layer(tmp_path: Path) -> None:
    digests = set()
    for number, name in enumerate(("one", "two")):
        source, target = tree(tmp_path / name), tmp_path / f"{name}-layer"
        target.mkdir()
        os.utime(source / "bin/program", (number, number))
        layers.store_tree(source, target)
        digests.add(layers.load(target).digest)
        assert sorted(path.name for path in target.iterdir()) == ["layer.json", "layer.tar.gz"]
    assert len(digests) == 1


def test_modes_and_links_are_kept_and_owners_are_given(tmp_path: Path) -> None:
    target = tmp_path / "layer"
    target.mkdir()
    layers.store_tree(tree(tmp_path / "tree"), target, {"home/nonroot": 65532})
    found = entries(target)
    assert list(found) == sorted(found)
    assert {entry.uid == entry.gid for entry in found.values()} == {True}
    owned = [name for name, entry in found.items() if entry.uid == 65532]
    assert owned == ["home/nonroot", "home/nonroot/own", "home/nonroot/own/file"]
    assert {entry.uid for entry in found.values()} == {0, 65532}
    assert found["bin/program"].mode == 0o755
    assert found["bin/alias"].linkname == "program"
    assert {(entry.mtime, entry.uname, entry.gname) for entry in found.values()} == {(layers.EPOCH, "", "")}
