from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import fake
from tests.cli.transcript import make_project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project to work in, in the working directory, with small stages and a cache of its own."""
    root = tmp_path / "project"
    make_project(root)
    fake.install(monkeypatch.setattr)
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return root
