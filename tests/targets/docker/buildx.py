"""What the real buildx makes of a bake file; it asks no daemon for that."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from tests.support.tools import tool

if TYPE_CHECKING:
    from pathlib import Path


def asked(folder: Path, text: str, *targets: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """``bake --print`` of a bake file with nothing of this machine's environment but these variables."""
    file = folder / "docker-bake.hcl"
    file.write_text(text, encoding="utf-8", newline="")
    return subprocess.run(
        [tool("buildx"), "bake", "--progress=quiet", "--file", file, "--print", *targets],
        env={"HOME": str(folder), "PATH": os.defpath, **variables},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def planned(folder: Path, text: str, *targets: str, **variables: str) -> dict[str, Any]:
    """The plan; fails where there is none."""
    done = asked(folder, text, *targets, **variables)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
