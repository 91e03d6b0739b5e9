"""The real tools: all pass on Summit, and each finds the one mistake that is its to find, where it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from summitgen.verification.run import NAMES, verify
from summitgen.verification.verdict import Status
from summitgen.verification.versions import kubernetes_versions

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.artifacts import Project


def test_all_pass_on_summit_and_judge_every_file(summit_copy: Project) -> None:
    versions = kubernetes_versions(summit_copy)
    assert set(versions) == {"dev", "prod", "staging"}
    done = verify(summit_copy, required=NAMES, kubernetes_versions=versions)
    assert done.findings == ()
    assert [(one.tool, one.status, one.reason) for one in done.verdicts] == [(n, Status.PASSED, "") for n in NAMES]
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+(\+unknown)?", one.version) for one in done.verdicts)
    out = summit_copy.root / "out"

    def count(*patterns: str) -> int:
        return sum(path.is_file() for pattern in patterns for path in out.glob(pattern))

    assert {one.tool: one.files for one in done.verdicts} == {
        "kubeconform": count("k8s/**/*.yaml", "helm/*/values/**/*.yaml"),
        "helm": count("helm/**/*"),
        "rollouts": 2 * count("k8s/*/*/rollout.yaml") + count("k8s/deployments/*.yaml"),
        "actionlint": count("github/workflows/*.yml"),
        "zizmor": count("github/workflows/*.yml"),
        "hadolint": count("docker/*/Dockerfile"),
        "shellcheck": count("scripts/*.sh"),
    }
    assert min(one.files for one in done.verdicts) > 0
    assert count("helm/*/values/**/*.yaml") == 18


class Mutant(NamedTuple):
    """In ``file`` the first ``old`` becomes ``new``; the finding points at the line (and there at ``at``)."""

    tool: str
    file: str
    old: str
    new: str
    said: str
    line: str | None
    at: str = ""


MUTANTS = [
    Mutant(
        "kubeconform",
        "k8s/prod/web/networkpolicy.yaml",
        "  policyTypes:",
        "  policyKinds:",
        "NetworkPolicy web: /spec: additional properties 'policyKinds' not allowed",
        "spec:",
        "spec",
    ),
    Mutant(
        "kubeconform",
        "helm/summit/templates/networkpolicy.yaml",
        "  policyTypes:",
        "  policyKinds:",
        "additional properties 'policyKinds' not allowed",
        None,
    ),
    Mutant(
        "helm",
        "helm/summit/values/prod/web.yaml",
        "replicas: 3",
        "replicas: many",
        "lint: templates/: values don't meet",
        "replicas: many",
        "many",
    ),
    Mutant(
        "helm",
        "helm/summit/templates/serviceaccount.yaml",
        "kind: ServiceAccount",
        "kind: {{ .Values.nothing.there }}",
        "nil pointer",
        "kind: {{ .Values.nothing.there }}",
    ),
    Mutant("helm", "helm/summit/Chart.yaml", "\nversion: ", "\nverison: ", "version", None),
    Mutant(
        "rollouts",
        "k8s/prod/summit/rollout.yaml",
        "setWeight: 5\n",
        "setWeight: 500\n",
        "SetWeight needs to be between 0 and 100",
        None,
    ),
    Mutant(
        "actionlint",
        "github/workflows/optimized-deployment.yml",
        "needs.determine-environment",
        "needs.determine-enviroment",
        'expression: property "determine-enviroment" is not defined',
        "needs.determine-enviroment",
        "needs.determine-enviroment",
    ),
    Mutant(
        "zizmor",
        "github/workflows/optimized-deployment.yml",
        "persist-credentials: false",
        "fetch-depth: 1",
        "artipacked: ",
        None,
    ),
    Mutant(
        "hadolint",
        "docker/web/Dockerfile",
        'CMD ["server.js"]',
        "CMD server.js",
        "DL3025: ",
        "CMD server.js",
        "CMD",
    ),
    Mutant(
        "shellcheck",
        "scripts/rollback-deployment.sh",
        "\nset -euo pipefail\n",
        "\nset -euo pipefail\necho $1\n",
        "SC2086: ",
        "echo $1",
        "$1",
    ),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.tool}-{mutant.file.rpartition('/')[2]}")
def test_the_one_tool_fails_and_points_at_the_mistake(summit_copy: Project, mutant: Mutant) -> None:
    path = summit_copy.root / "out" / mutant.file
    text = path.read_text(encoding="utf-8")
    assert mutant.old in text
    changed = text.replace(mutant.old, mutant.new, 1)
    path.write_text(changed, encoding="utf-8")
    done = verify(summit_copy)
    assert [one.tool for one in done.verdicts if one.status is not Status.PASSED] == [mutant.tool]
    assert {finding.id for finding in done.findings} == {f"verify/{mutant.tool}"}
    files = {finding.place.file for finding in done.findings if finding.place}
    in_template = mutant.tool == "kubeconform" and mutant.file.startswith("helm/")
    if in_template:  # what a template renders stands in no file: the values files are named
        assert files == {f"out/{name}" for name in _values(summit_copy.root / "out")}
    else:
        assert files == {f"out/{mutant.file}"}
    said = [finding for finding in done.findings if mutant.said in finding.message]
    assert said, done.findings
    if mutant.line is not None and said[0].place:
        line = changed.splitlines()[said[0].place.line - 1]
        assert mutant.line in line
        assert line[said[0].place.column - 1 :].startswith(mutant.at)


def _values(out: Path) -> list[str]:
    return [str(path.relative_to(out)) for path in out.glob("helm/summit/values/*/*.yaml")]


def test_the_users_own_settings_do_not_weaken_a_tool(summit_copy: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    home = summit_copy.root / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2086")
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3025")
    for folder in (home, summit_copy.root, summit_copy.root / "out/scripts"):
        (folder / ".shellcheckrc").write_text("disable=SC2086\n", encoding="utf-8")
        (folder / ".hadolint.yaml").write_text("ignored: [DL3025]\n", encoding="utf-8")
    with (summit_copy.root / "out/scripts/rollback-deployment.sh").open("a", encoding="utf-8") as script:
        script.write("echo $1\n")
    with (summit_copy.root / "out/docker/web/Dockerfile").open("a", encoding="utf-8") as dockerfile:
        dockerfile.write("CMD x\n")
    monkeypatch.chdir(summit_copy.root)
    done = verify(summit_copy, ["hadolint", "shellcheck"])
    assert [one.status for one in done.verdicts] == [Status.FAILED, Status.FAILED]
    assert {"DL3025", "SC2086"} <= {finding.message.partition(":")[0] for finding in done.findings}


def test_actionlint_knows_queue_by_exception_and_refuses_another_key(summit_copy: Project) -> None:
    files = [*(summit_copy.root / "out/github/workflows").glob("*.yml")]
    path = next(file for file in files if "queue: max" in file.read_text(encoding="utf-8"))
    assert verify(summit_copy, ["actionlint"]).findings == ()
    path.write_text(path.read_text(encoding="utf-8").replace("queue: max", "quue: max"), encoding="utf-8")
    assert 'unexpected key "quue"' in verify(summit_copy, ["actionlint"]).findings[0].message


def test_kubeconform_alone_says_what_helm_refuses(summit_copy: Project) -> None:
    path = summit_copy.root / "out/helm/summit/values/prod/web.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("replicas: 3", "replicas: many"), encoding="utf-8")
    done = verify(summit_copy, ["kubeconform"])
    assert [finding.place.file for finding in done.findings if finding.place] == [
        "out/helm/summit/values/prod/web.yaml"
    ]
    assert "helm template: values don't meet" in done.findings[0].message
    assert done.verdicts[0].reason == "without 1 renderings that helm refused"


def test_a_workflow_that_is_no_yaml_fails_although_the_others_are_read(summit_copy: Project) -> None:
    path = next((summit_copy.root / "out/github/workflows").glob("*.yml"))
    path.write_text("on: push\njobs: [\n", encoding="utf-8")
    done = verify(summit_copy, ["actionlint", "zizmor"])
    assert [one.status for one in done.verdicts] == [Status.FAILED, Status.FAILED]
    assert {finding.place.file for finding in done.findings if finding.place} == {f"out/github/workflows/{path.name}"}
    assert any(finding.id == "verify/zizmor" and path.name in finding.message for finding in done.findings)
