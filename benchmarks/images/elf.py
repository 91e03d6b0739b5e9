"""Which processors the programs in an image are made for, read from their files."""

from __future__ import annotations

import tarfile
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO

    from benchmarks.images.builder import Builder

_MAGIC = b"\x7fELF"
_MACHINES = {0x3E: "amd64", 0xB7: "arm64"}
_LITTLE = 1


def machine(head: bytes) -> str | None:
    """The processor that the first 20 bytes of a file name: None where it is no ELF file, "other" for one not known."""
    if len(head) < 20 or not head.startswith(_MAGIC):
        return None
    return _MACHINES.get(int.from_bytes(head[18:20], "little" if head[5] == _LITTLE else "big"), "other")


def machines(layer: IO[bytes]) -> Counter[str]:
    """How many programs and libraries of each processor a layer has, a gzipped tar archive."""
    found: Counter[str] = Counter()
    with tarfile.open(fileobj=layer, mode="r|gz") as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isreg() else None
            if content is not None and (name := machine(content.read(20))):
                found[name] += 1
    return found


def of_image(builder: Builder, reference: str, platform: str) -> Counter[str]:
    """The same of all layers of an image in the builder's registry."""
    repository = reference.removeprefix(f"{builder.registry}/").partition("@")[0].partition(":")[0]
    found: Counter[str] = Counter()
    for layer in builder.size(reference, platform).layers:
        address = f"http://{builder.registry}/v2/{repository}/blobs/{layer.digest}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            found += machines(answer)
    return found
