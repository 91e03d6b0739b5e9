"""Two runs on two folders, in different circumstances, write the same bytes with the same modes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

CIRCUMSTANCES = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "COLUMNS": "40"},
)


def build(folder: Path, circumstances: dict[str, str], umask: int) -> dict[str, tuple[str, int]]:
    """Each file of a build with its digest and mode."""
    folder.mkdir(parents=True)
    shutil.copytree(summit.ROOT / "environments", folder / "environments")
    shutil.copy(summit.ROOT / "summitgen.yaml", folder)
    environment = {**os.environ, **circumstances, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "summitgen", "build", "--quiet", "--project", str(folder)]
    subprocess.run(command, env=environment, check=True, umask=umask, cwd=summit.ROOT)
    return {
        str(path.relative_to(folder)): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }


def test_circumstances_change_nothing(tmp_path: Path) -> None:
    first = build(tmp_path / "first", CIRCUMSTANCES[0], 0o077)
    second = build(tmp_path / "a longer/second folder", CIRCUMSTANCES[1], 0o002)
    assert len(first) > 150
    assert first == second


def test_the_committed_output_is_what_the_specs_compile_to(tmp_path: Path) -> None:
    built = build(tmp_path / "built", {}, 0o022)
    committed = {
        str(path.relative_to(summit.ROOT)): sha256(path.read_bytes()).hexdigest()
        for path in sorted((summit.ROOT / "out").rglob("*"))
        if path.is_file()
    }
    assert committed == {path: digest for path, (digest, _) in built.items()}
