"""A rule is one file: dropped into the package it is at work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import summitgen
from summitgen import resources

PACKAGE = Path(summitgen.__file__).parent
RULE = '''"""Rule: replicas are even."""

from summitgen.rules.rule import Rule, Violation


def check(workload):
    if workload.context.replicas % 2:
        yield Violation(("replicas",), f"{workload.context.replicas} pods are an odd number; it has to be even")


RULE = Rule(
    id="workload/even-replicas",
    title="Replicas are even",
    severity="error",
    reason="A rule of a test.",
    source="this test",
    bad="replicas: 3",
    good="replicas: 2",
    remedy="Write `replicas: 2`.",
    workload=check,
)
'''
SPEC = """\
tier: production
namespace: shop
cluster: {name: shop}
workloads:
  api:
    image: {repository: ghcr.io/shop/api, tag: 1.4.0}
    port: 4000
    replicas: 3
"""


def validated(package: Path, project: Path) -> subprocess.CompletedProcess[str]:
    # The copy comes before an installed package, and finds the libraries of this interpreter.
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "summitgen", "validate", "--project", str(project)]
    return subprocess.run(
        command, cwd=package.parent, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_dropped_file_is_at_work(tmp_path: Path) -> None:
    package = tmp_path / "copy" / "summitgen"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "_data"))
    for name in ("schemas", "templates"):
        (package.parent / name).symlink_to(resources.path(name))
    project = tmp_path / "project"
    (project / "environments").mkdir(parents=True)
    (project / "summitgen.yaml").write_text("project: shop\n", encoding="utf-8")
    (project / "environments" / "prod.yaml").write_text(SPEC, encoding="utf-8")

    before = validated(package, project)
    assert (before.returncode, "even-replicas" in before.stdout + before.stderr) == (0, False), before.stderr

    (package / "rules" / "even_replicas.py").write_text(RULE, encoding="utf-8")
    after = validated(package, project)
    shown = after.stdout + after.stderr
    assert after.returncode == 2, shown
    assert "workload/even-replicas" in shown
    assert "3 pods are an odd number" in shown
    assert "environments/prod.yaml:8:15" in shown
