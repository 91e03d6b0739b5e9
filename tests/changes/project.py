"""A small project in a git repository, whose specs tests change."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from summitgen.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DEV = "extends: base.yaml\ntier: development\nnamespace: shop-dev\ncluster: {name: shop-dev}\n"
BASE = """workloads:
  web:
    image: {repository: ghcr.io/shop/web, tag: 1.0.0}
    port: 8080
    replicas: 3
    resources:
      requests: {cpu: 500m, memory: 1Gi}
      limits: {cpu: "1", memory: 2Gi}
"""
API = "  api:\n    image: {repository: ghcr.io/shop/api, tag: 1.0.0}\n    port: 8080\n"


def git(root: Path, *arguments: str) -> str:
    """Run git, which must succeed; gives what it prints."""
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", *named, "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def make(root: Path) -> None:
    """The project, built and committed."""
    (root / "environments").mkdir(parents=True)
    (root / "summitgen.yaml").write_text("project: shop\n")
    (root / "environments/base.yaml").write_text(BASE)
    (root / "environments/dev.yaml").write_text(DEV)
    assert run(["build", "--quiet", "--project", str(root)]) == 0
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "All")


def edit(root: Path, old: str, new: str) -> None:
    """Change base.yaml."""
    assert old in BASE
    (root / "environments/base.yaml").write_text(BASE.replace(old, new))


def result(capsys: pytest.CaptureFixture[str], root: Path, source: str = "HEAD") -> dict[str, Any]:
    """What the command says as JSON."""
    capsys.readouterr()
    assert run(["changes", "--from", source, "--output-format", "json", "--project", str(root)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["result"]
    return found
