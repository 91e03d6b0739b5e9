"""Processors are read from the heads of programs."""

from __future__ import annotations

import io
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.images import elf

AMD64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00" + bytes(40)
ARM64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00" + bytes(40)
S390X = b"\x7fELF\x02\x02\x01" + bytes(9) + b"\x00\x02\x00\x16" + bytes(40)
BIG_ARM64 = b"\x7fELF\x02\x02\x01" + bytes(9) + b"\x00\x02\x00\xb7" + bytes(40)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (AMD64, "amd64"),
        (ARM64, "arm64"),
        (BIG_ARM64, "arm64"),
        (S390X, "other"),
        (ARM64[:19], None),
        (b"#!/bin/sh\necho of twenty bytes", None),
        (b"", None),
    ],
)
def test_heads(head: bytes, expected: str | None) -> None:
    assert elf.machine(head) == expected


def test_this_python_is_of_a_processor() -> None:
    assert elf.machine(Path("/proc/self/exe").read_bytes()[:20]) in ("amd64", "arm64")


def test_a_layer() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in {"node": ARM64, "libc.so": ARM64, "old": AMD64, "text": b"x", "empty": b""}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for name, kind in {"folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE}.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "node"
            archive.addfile(entry)
    assert elf.machines(io.BytesIO(stream.getvalue())) == Counter(arm64=2, amd64=1)
