"""Summit as built, and an environment in which only the stubs are found."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from summitgen.pipeline import compile_project
from summitgen.project import read_project
from summitgen.verification import programs
from tests.support import summit
from tests.support.tools import tool
from tests.verification.project import make

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.artifacts import Project


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Summit's specs and what they compile to."""
    compiled = compile_project(summit.project())
    assert compiled.stopped_at is None, compiled.findings
    root = tmp_path_factory.mktemp("summit")
    own = (artifact for artifact in compiled.artifacts if not artifact.copy_of)
    make(root, {artifact.path.removeprefix("out/"): artifact.content.decode() for artifact in own})
    shutil.copytree(summit.ROOT / "environments", root / "environments")
    shutil.copy(summit.ROOT / "summitgen.yaml", root)
    return root


@pytest.fixture
def summit_copy(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of Summit to change, where the real tools are found."""
    shutil.copytree(built, tmp_path / "summit")
    monkeypatch.setenv(programs.VARIABLE, str(tool("helm").parent))
    project, findings = read_project(tmp_path / "summit")
    assert project is not None, findings
    return project


@pytest.fixture
def stubs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which tools are found; there are none in it yet."""
    folder = tmp_path / "stubs"
    folder.mkdir()
    monkeypatch.setenv(programs.VARIABLE, str(folder))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere/python"))
    monkeypatch.setenv("PATH", "")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project with a file for each tool."""
    (tmp_path / "shop").mkdir()
    return make(tmp_path / "shop")
