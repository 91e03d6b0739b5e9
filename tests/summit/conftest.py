"""Summit compiled once, in memory, and laid out in a folder for the real tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summitgen.pipeline import Compiled, compile_project
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """Summit's artifacts."""
    made = compile_project(summit.project())
    assert made.stopped_at is None, made.findings
    return made


@pytest.fixture(scope="session")
def folder(compiled: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Summit's out/, as just compiled."""
    root = tmp_path_factory.mktemp("summit")
    for artifact in compiled.artifacts:
        path = root / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    return root
