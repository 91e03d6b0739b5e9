"""The real tools on Summit's output: 0 findings each."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import summit
from tests.support.tools import tool

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = summit.ROOT / "schemas"
VERSION, KIND = "{{ slice .NormalizedKubernetesVersion 0 5 }}", "{{ .ResourceKind }}"
KUBECONFORM = (
    *("-strict", "-summary", "-kubernetes-version", "1.34.0"),
    *("-schema-location", f"{SCHEMAS}/kubernetes/{VERSION}/{KIND}{{{{ .KindSuffix }}}}.json"),
    *("-schema-location", f"{SCHEMAS}/crds/{{{{ .Group }}}}/{KIND}_{{{{ .ResourceAPIVersion }}}}.json"),
)
YAMLLINT = "{extends: default, rules: {line-length: disable}, ignore: [out/helm/*/templates/]}"


def run(*arguments: object, given: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A program's result."""
    return subprocess.run(
        [str(argument) for argument in arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
    )


def values_files(folder: Path) -> list[tuple[Path, Path, str]]:
    """Each chart with each of its values files and the release's name."""
    charts = folder / "out/helm"
    workloads = [(charts / "summit", file, file.stem) for file in sorted((charts / "summit/values").glob("*/*.yaml"))]
    own = [
        (charts / "summit-environment", file, f"{file.stem}-environment")
        for file in sorted((charts / "summit-environment/values").glob("*.yaml"))
    ]
    return workloads + own


def test_kubeconform_on_the_manifests(folder: Path) -> None:
    done = run(tool("kubeconform"), *KUBECONFORM, folder / "out/k8s")
    assert done.returncode == 0, done.stdout
    assert "Invalid: 0, Errors: 0, Skipped: 0" in done.stdout
    assert int(done.stdout.split(" resources")[0].rsplit(" ", 1)[-1]) > 100


def test_kubeconform_can_fail(folder: Path) -> None:
    text = (folder / "out/k8s/prod/summit/rollout.yaml").read_text(encoding="utf-8")
    done = run(tool("kubeconform"), *KUBECONFORM, given=text.replace("maxSurge: 25%", "maxSurges: 25%"))
    assert done.returncode == 1
    assert "maxSurges" in done.stdout


def test_kubeconform_on_what_helm_renders(folder: Path) -> None:
    cases = values_files(folder)
    assert len(cases) == 18
    for chart, file, release in cases:
        rendered = run(tool("helm"), "template", release, chart, "--values", file)
        assert rendered.returncode == 0, rendered.stderr
        done = run(tool("kubeconform"), *KUBECONFORM, given=rendered.stdout)
        assert "Invalid: 0, Errors: 0, Skipped: 0" in done.stdout, done.stdout


def test_helm_lint_strict(folder: Path) -> None:
    for chart, file, _ in values_files(folder):
        done = run(tool("helm"), "lint", "--strict", chart, "--values", file)
        assert done.returncode == 0, done.stdout
        assert "[WARNING]" not in done.stdout + done.stderr
        assert "1 chart(s) linted, 0 chart(s) failed" in done.stdout


@pytest.mark.parametrize("environment", ["dev", "prod", "staging"])
def test_rollouts_lint(folder: Path, environment: str) -> None:
    rollouts = sorted((folder / f"out/k8s/{environment}").glob("*/rollout.yaml"))
    assert len(rollouts) == (0 if environment == "dev" else 5)
    for file in sorted((folder / f"out/k8s/{environment}").glob("*/*.yaml")):
        done = run(tool("kubectl-argo-rollouts"), "lint", "--filename", file)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), file


def test_rollouts_lint_sees_the_services_beside_the_rollout(folder: Path, tmp_path: Path) -> None:
    for number, rollout in enumerate(sorted((folder / "out/k8s").glob("*/*/rollout.yaml"))):
        together = tmp_path / f"{number}.yaml"
        together.write_text(rollout.read_text("utf-8") + (rollout.parent / "services.yaml").read_text("utf-8"), "utf-8")
        done = run(tool("kubectl-argo-rollouts"), "lint", "--filename", together)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), rollout


def test_yamllint(folder: Path) -> None:
    done = run(sys.executable, "-m", "yamllint", "--strict", "--config-data", YAMLLINT, "out", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
