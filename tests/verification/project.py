"""Projects to verify: Summit's own, and small ones with stubs in the place of the tools."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from summitgen.artifacts import Project
from summitgen.stages.manifest import Entry, render
from summitgen.verification.run import TOOLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROLLOUT = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n"
SMALL = {
    "docker/web/Dockerfile": "FROM scratch\n",
    "github/workflows/deploy.yml": "name: x\n",
    "helm/shop/Chart.yaml": "name: shop\n",
    "helm/shop/templates/web.yaml": "a: 1\n",
    "helm/shop/values/prod/web.yaml": "replicas: 3\n",
    "k8s/prod/web/rollout.yaml": ROLLOUT,
    "k8s/prod/web/services.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
    "scripts/build.sh": "#!/bin/bash\n",
}
"""A file of each kind that a tool judges."""
SAYS_VERSION = 'case "$*" in -v|-version|--version|"version "*) echo "stub 1.2.3"; exit 0;; esac\n'
GOOD = {
    "kubeconform": 'echo \'{"resources": [], "summary": {"valid": 3, "invalid": 0, "errors": 0, "skipped": 0}}\'\n',
    "helm": 'case "$1" in lint) echo "1 chart(s) linted, 0 chart(s) failed";; *) echo "kind: ServiceAccount";; esac\n',
    "rollouts": "exit 0\n",
    "actionlint": "echo '[]'\n",
    "zizmor": "echo '[]'\n",
    "hadolint": "echo '[]'\n",
    "shellcheck": "echo '{\"comments\": []}'\n",
}
"""Scripts of tools that find nothing."""


def make(root: Path, files: Mapping[str, str] = SMALL) -> Project:
    """A project whose manifest names these files, given by their path below out/; all are on disk."""
    entries = []
    for file, text in files.items():
        path = root / "out" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        entries.append(Entry(f"out/{file}", hashlib.sha256(text.encode()).hexdigest(), "x", 0o644))
    (root / "out").mkdir(exist_ok=True)
    (root / "out/manifest.json").write_bytes(render(entries))
    (root / "summitgen.yaml").write_text("project: shop\n", encoding="utf-8")
    return Project(root, "shop")


def stub(folder: Path, tool: str, script: str, *, head: str = SAYS_VERSION) -> None:
    """A shell script in the place of a tool's program; the head answers the question for its version."""
    program = next(one.program for one in TOOLS if one.id == tool)
    folder.mkdir(exist_ok=True)
    (folder / program).write_text(f"#!/bin/sh\n{head}{script}", encoding="utf-8")
    (folder / program).chmod(0o755)
