"""A threshold changed in one spec changes exactly the artifacts that speak of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summitgen.pipeline import compile_project
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

WATCH = "\nrollback: {errorRate: 4%}\n"
ANALYSIS = """
    analyses:
      - name: canary-step
        metrics:
          - {name: error-rate, threshold: 1%}
"""
HOST = "      host: api.summit.example.com\n"


def compiled(folder: Path, text: str | None = None) -> dict[str, bytes]:
    """What Summit compiles to, with another production."""
    shutil.copytree(summit.ROOT / "environments", folder / "environments")
    if text is not None:
        (folder / "environments/prod.yaml").write_text(text, encoding="utf-8")
    made = compile_project(replace(summit.project(), root=folder))
    assert made.stopped_at is None, made.findings
    return {artifact.path: artifact.content for artifact in made.artifacts}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "pipeline:\n",
            f"{WATCH.lstrip()}pipeline:\n",
            {
                "out/docs/DEPLOYMENT_GUIDE.md",
                "out/helm/summit/values/prod/summit.yaml",
                "out/k8s/deployments/blue-green-strategy.yaml",
                "out/k8s/deployments/canary-strategy.yaml",
                "out/k8s/prod/summit/monitoring.yaml",
                "out/scripts/automated-rollback-system.sh",
            },
        ),
        (
            HOST,
            f"{HOST}{ANALYSIS.lstrip(chr(10))}",
            {
                "out/docs/DEPLOYMENT_GUIDE.md",
                "out/helm/summit/values/prod/summit.yaml",
                "out/k8s/deployments/canary-strategy.yaml",
                "out/k8s/prod/summit/analysistemplates.yaml",
            },
        ),
    ],
    ids=["of the watch", "of an analysis"],
)
def test_exactly_what_speaks_of_it_changes(old: str, new: str, expected: set[str], tmp_path: Path) -> None:
    text = (summit.ROOT / "environments/prod.yaml").read_text(encoding="utf-8")
    assert old in text
    before = compiled(tmp_path / "before")
    after = compiled(tmp_path / "after", text.replace(old, new, 1))
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == expected
