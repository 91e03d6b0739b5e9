"""Each job logs in to the registry of its own image, by the credentials that this registry takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from summitgen.targets.workflows import plan
from tests.support.tools import tool
from tests.targets.texts.stage import compilation, environment
from tests.targets.workflows.expressions import Evaluation
from tests.targets.workflows.lint import mistakes
from tests.targets.workflows.test_injection import spec
from tests.targets.workflows.test_workflows import documents

GIVEN = {
    "github": {"actor": "me", "token": "run's"},
    "secrets": {"REGISTRY_USERNAME": "robot", "REGISTRY_PASSWORD": "password"},
}
EXPECTED = {"ghcr.io": ("me", "run's"), "registry.example.com": ("robot", "password")}


def mixed() -> dict[str, str]:
    """The workflows of a workload in GitHub's registry and one in another."""
    data = spec()
    other = data["workloads"]["w"]
    data["workloads"]["v"] = {**other, "image": {"repository": "ghcr.io/shop/v", "tag": "1"}}
    return {Path(one.path).name: one.render() for one in plan(compilation([environment(data)]))}


def logins(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, str]]:
    """What each job logs in with."""
    return {
        (file, name): step["with"]
        for file, document in found.items()
        for name, job in document["jobs"].items()
        for step in job.get("steps", [])
        if "docker/login-action" in step.get("uses", "")
    }


def test_credentials_are_those_of_the_registry() -> None:
    found = {name: yaml.load(text, yaml.CSafeLoader) for name, text in mixed().items()}
    assert mistakes(found) == []
    every = logins(found)
    assert sorted(job for _, job in every) == ["build", "deploy", "publish", "scan"]
    for (_, job), given in every.items():
        context = "inputs" if job == "deploy" else "matrix"
        assert given["registry"] == f"${{{{ {context}.registry }}}}"
        for registry, pair in EXPECTED.items():
            contexts = {**GIVEN, context: {"registry": registry}}
            names = [given[key].removeprefix("${{").removesuffix("}}") for key in ("username", "password")]
            assert tuple(Evaluation(name, contexts, {}).value() for name in names) == pair


def test_in_githubs_registry_alone_there_is_no_secret_for_it() -> None:
    every = logins(documents())
    assert len(every) == 4
    for given in every.values():
        assert (given["username"], given["password"]) == ("${{ github.actor }}", "${{ github.token }}")


def test_linters_find_nothing_in_a_workflow_that_takes_secrets(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name, text in mixed().items():
        (folder / name).write_text(text, encoding="utf-8")
    files = [str(path) for path in sorted(folder.iterdir())]
    binaries = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    for words in (
        [str(tool("actionlint")), "-ignore", 'unexpected key "queue"', *files],
        [str(binaries / "zizmor"), "--offline", "--no-progress", "."],
    ):
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
