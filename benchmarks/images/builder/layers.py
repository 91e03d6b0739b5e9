"""Layers of images: deterministic tar archives, compressed once and kept with their digests."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"
CHUNK = 1 << 20
# The time of all files: layers of the same contents are the same bytes.
EPOCH = 1_700_000_000
_LEVEL = 6  # What BuildKit and the registries' own images are compressed with.


@dataclass(frozen=True, slots=True)
class Blob:
    """A compressed layer in a file: the digests and bytes of what is pushed and of the archive in it."""

    path: Path
    digest: str
    size: int
    diff_id: str
    unpacked: int


def digest(text: bytes) -> str:
    """The digest of a blob (``sha256:…``)."""
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


def load(folder: Path) -> Blob:
    """The layer that ``store`` wrote into the folder."""
    return Blob(path=folder / "layer.tar.gz", **json.loads((folder / "layer.json").read_text()))


def store(archive: IO[bytes], folder: Path) -> None:
    """Compress a tar archive into the folder."""
    plain, size = hashlib.sha256(), 0
    target = folder / "layer.tar.gz"
    with target.open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as compressed:
        while chunk := archive.read(CHUNK):
            plain.update(chunk)
            size += len(chunk)
            compressed.write(chunk)
    with target.open("rb") as made:
        packed = hashlib.file_digest(made, "sha256").hexdigest()
    facts = {
        "digest": f"sha256:{packed}",
        "size": target.stat().st_size,
        "diff_id": f"sha256:{plain.hexdigest()}",
        "unpacked": size,
    }
    (folder / "layer.json").write_text(json.dumps(facts))


def store_tree(tree: Path, folder: Path, owners: Mapping[str, int] | None = None) -> None:
    """Pack a folder's contents, all owned by root but those below ``owners``' paths (``home/nonroot``: 65532)."""
    with (folder / "layer.tar").open("w+b") as plain:
        pack(tree, plain, owners or {})
        plain.seek(0)
        store(plain, folder)
    (folder / "layer.tar").unlink()


def pack(tree: Path, target: IO[bytes], owners: Mapping[str, int]) -> None:
    """Write a folder's contents as a tar archive that depends on names, contents and modes alone."""
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(tree.rglob("*")):
            name = path.relative_to(tree).as_posix()
            entry = archive.gettarinfo(path, arcname=name)
            owner = next((user for prefix, user in owners.items() if Path(name).is_relative_to(prefix)), 0)
            entry.uid = entry.gid = owner
            entry.uname = entry.gname = ""
            entry.mtime = EPOCH
            if entry.isreg():
                with path.open("rb") as contents:
                    archive.addfile(entry, contents)
            else:
                archive.addfile(entry)
