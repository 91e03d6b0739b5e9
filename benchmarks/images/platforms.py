"""linux/arm64: what is compiled for it here, and what is only planned."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.images import elf
from benchmarks.images.builder import BuilderError
from benchmarks.images.fixtures import working_copy
from benchmarks.images.rounds import EPOCH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.images.builder import Builder

ARM64 = "linux/arm64"
BUILT = ("go", "pnpm-workspace")
"""What is built for it without emulation: one variant of each language that can be."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """An image built for another platform: how many programs and libraries in it are for which processor."""

    name: str
    machines: Mapping[str, int]

    @property
    def right(self) -> bool:
        """Whether all of them are for arm64, and there is at least one."""
        return set(self.machines) == {"arm64"}


def build(builder: Builder, name: str, out: Path, folder: Path, *, rewrite: bool) -> Foreign:
    """Build a variant for arm64 and read what is in it; raises BuilderError."""
    copy = working_copy(name, folder / "copy")
    dockerfile = out / name / "Dockerfile"
    built = builder.build(copy, dockerfile, tag=f"{name}:arm64", platforms=(ARM64,), epoch=EPOCH, rewrite=rewrite)
    (folder / f"{name}-arm64.log").write_text(built.log, "utf-8")
    return Foreign(name, dict(sorted(elf.of_image(builder, built.reference, ARM64).items())))


@dataclass(frozen=True, slots=True)
class Planned:
    """What a push would build: the platforms, and whether BuildKit rewrites the dates of files in layers."""

    platforms: tuple[str, ...]
    rewrite: bool


def planned(builder: Builder, out: Path) -> dict[str, Planned]:
    """What a push would build of each target, by buildx' own reading of the bake file in ``out``."""
    command = ["docker", "buildx", "bake", "--file", "docker-bake.hcl", "--print"]
    environment = {**os.environ, **builder.environment(), "PUSH": "true"}
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuilderError(f"buildx bake --print ended with {done.returncode}:\n{done.stderr[-2000:]}")
    targets = json.loads(done.stdout)["target"]
    return {name: _planned(target) for name, target in sorted(targets.items())}


def _planned(target: Mapping[str, Any]) -> Planned:
    rewrites = [export.get("rewrite-timestamp") == "true" for export in target["output"]]
    return Planned(tuple(target.get("platforms") or ()), any(rewrites))
