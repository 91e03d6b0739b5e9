"""Tools that do not do their work fail, whatever it is that they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from summitgen.resources import path
from summitgen.verification.run import NAMES, verify
from summitgen.verification.verdict import Status
from tests.verification.project import GOOD, SAYS_VERSION, make, stub

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.artifacts import Project

PYTHON = sys.executable  # before the fixtures hide it
BROKEN = {
    "crash": ("echo first >&2; echo 'the very reason' >&2; exit 70\n", "ended with exit code 70", "the very reason"),
    "killed": ("echo 'the very reason' >&2; kill -9 $$\n", "was killed by signal 9", "the very reason"),
    "garbage": ("echo '<html>garbage</html>'; exit 0\n", "garbage", "<html>"),
    "nothing": ("exit 1\n", "exit code 1", "printed nothing"),
}


def test_stubs_that_find_nothing_pass(small: Project, stubs: Path) -> None:
    for tool, script in GOOD.items():
        stub(stubs, tool, script)
    done = verify(small, required=NAMES)
    assert [(one.tool, one.status, one.version) for one in done.verdicts] == [
        (n, Status.PASSED, "1.2.3") for n in NAMES
    ]
    assert done.findings == ()
    assert [one.files for one in done.verdicts] == [3, 3, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("tool", NAMES)
@pytest.mark.parametrize("way", BROKEN)
def test_a_tool_that_does_not_do_its_work_fails(small: Project, stubs: Path, tool: str, way: str) -> None:
    script, message, tail = BROKEN[way]
    stub(stubs, tool, script)
    done = verify(small, [tool])
    (verdict,) = done.verdicts
    assert (verdict.status, verdict.version, verdict.files) == (Status.FAILED, "1.2.3", 0)
    (finding,) = done.findings
    assert (finding.id, finding.place) == (f"verify/{tool}", None)
    assert message in finding.message
    assert tail in finding.message
    assert str(stubs.parent) not in finding.message


@pytest.mark.parametrize("tool", NAMES)
@pytest.mark.parametrize("printed", ["{}", "[1]", '{"comments": 1}', '[{"code": 1}]', '{"summary": {}}', "null"])
def test_json_of_another_shape_fails(small: Project, stubs: Path, tool: str, printed: str) -> None:
    stub(stubs, tool, f"echo '{printed}'\n")
    assert [one.status for one in verify(small, [tool]).verdicts] == [Status.FAILED]


def test_kubeconform_that_judged_nothing_or_left_something_out_fails(small: Project, stubs: Path) -> None:
    for summary in ('"valid": 0, "skipped": 0', '"valid": 5, "skipped": 1'):
        stub(
            stubs, "kubeconform", f"""echo '{{"resources": [], "summary": {{"invalid": 0, "errors": 0, {summary}}}}}'"""
        )
        assert verify(small, ["kubeconform"]).verdicts[0].status is Status.FAILED


def test_tools_that_hang_are_stopped(small: Project, stubs: Path) -> None:
    for tool in NAMES:
        stub(stubs, tool, "echo 'still here' >&2\n/bin/sleep 60\n")
    done = verify(small, timeout=1.5)
    assert [(one.tool, one.status) for one in done.verdicts] == [(name, Status.FAILED) for name in NAMES]
    assert all(one.seconds < 20 for one in done.verdicts)
    for finding in done.findings:
        assert "took longer than the time-out, and was stopped" in finding.message
        assert "still here" in finding.message


def test_a_tool_that_hangs_is_stopped_with_its_children(small: Project, stubs: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    stub(stubs, "hadolint", f"(/bin/sleep 3; echo late > '{witness}') &\n/bin/sleep 60\n")
    start = time.monotonic()
    assert verify(small, ["hadolint"], timeout=1).verdicts[0].status is Status.FAILED
    assert time.monotonic() - start < 3
    time.sleep(3.2 - (time.monotonic() - start))
    assert not witness.exists()


def test_helm_that_hangs_takes_no_time_from_kubeconform(small: Project, stubs: Path) -> None:
    stub(stubs, "kubeconform", GOOD["kubeconform"])
    stub(stubs, "helm", "/bin/sleep 60\n")
    done = verify(small, ["kubeconform", "helm"], timeout=1.5)
    assert [(one.status, one.reason) for one in done.verdicts] == [
        (Status.PASSED, "without the charts: helm failed"),
        (Status.FAILED, ""),
    ]


ARGUMENTS = {
    "kubeconform": [
        "-v",
        "template web helm/shop --values helm/shop/values/prod/web.yaml",
        (
            "-strict -summary -output json -kubernetes-version 1.34.0 "
            "-schema-location SCHEMAS/kubernetes/{{ slice .NormalizedKubernetesVersion 0 5 }}/"
            "{{ .ResourceKind }}{{ .KindSuffix }}.json "
            "-schema-location SCHEMAS/crds/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json "
            "out/k8s/prod/web/rollout.yaml out/k8s/prod/web/services.yaml rendered/helm/shop/values/prod/web.yaml"
        ),
    ],
    "helm": [
        "version --short",
        "template web helm/shop --values helm/shop/values/prod/web.yaml",
        "lint --strict helm/shop --values helm/shop/values/prod/web.yaml",
    ],
    "rollouts": ["version --short", "lint --filename rollout-0.yaml"],
    "actionlint": [
        "-version",
        (
            '-ignore unexpected key "queue" -shellcheck=STUBS/shellcheck -pyflakes= -no-color -format {{json .}} '
            ".github/workflows/deploy.yml"
        ),
    ],
    "zizmor": ["--version", "--offline --no-progress --strict-collection --format json-v1 ."],
    "hadolint": ["--version", "--no-color --format json out/docker/web/Dockerfile"],
    "shellcheck": ["--version", "--norc --format json1 out/scripts/build.sh"],
}
"""What each tool is called with; kubeconform has helm render for it."""


@pytest.mark.parametrize("tool", NAMES)
def test_what_the_tools_are_called_with(small: Project, stubs: Path, tmp_path: Path, tool: str) -> None:
    calls = tmp_path / "calls"
    for name, script in GOOD.items():
        stub(stubs, name, script, head=f"echo \"$*\" >> '{calls}'\n{SAYS_VERSION}")
    assert verify(small, [tool]).verdicts[0].status is Status.PASSED
    said = calls.read_text(encoding="utf-8").replace(str(stubs), "STUBS").replace(str(path("schemas")), "SCHEMAS")
    assert said.splitlines() == ARGUMENTS[tool]


@pytest.mark.parametrize("head", ["", "echo hello; exit 0\n", "echo 1.2.3; exit 4\n"])
def test_a_tool_that_does_not_say_its_version_fails(small: Project, stubs: Path, head: str) -> None:
    stub(stubs, "hadolint", GOOD["hadolint"], head=head)
    done = verify(small, ["hadolint"])
    assert done.verdicts[0].status is Status.FAILED
    assert "did not say its version" in done.findings[0].message


def test_a_program_that_cannot_be_started_fails(small: Project, stubs: Path) -> None:
    (stubs / "zizmor").write_bytes(b"\x7fELF nothing")
    (stubs / "zizmor").chmod(0o755)
    done = verify(small, ["zizmor"])
    assert "zizmor can't be started (ENOEXEC)" in done.findings[0].message


def test_helm_that_breaks_is_said_once(small: Project, stubs: Path) -> None:
    stub(stubs, "kubeconform", GOOD["kubeconform"])
    stub(stubs, "helm", "exit 70\n")
    done = verify(small, ["kubeconform", "helm"])
    assert [(one.status, one.reason) for one in done.verdicts] == [
        (Status.PASSED, "without the charts: helm failed"),
        (Status.FAILED, ""),
    ]
    alone = verify(small, ["kubeconform"])
    assert "needs helm, which ended with exit code 70" in alone.findings[0].message


def test_without_helm_or_shellcheck_others_say_what_they_leave_out(small: Project, stubs: Path) -> None:
    stub(stubs, "kubeconform", GOOD["kubeconform"])
    stub(stubs, "actionlint", 'case "$*" in *"-shellcheck= -pyflakes= "*) echo "[]";; esac\n')
    done = verify(small, ["kubeconform", "actionlint"])
    assert [(one.status, one.files, one.reason) for one in done.verdicts] == [
        (Status.PASSED, 2, "without the charts: helm was not found"),
        (Status.PASSED, 1, "without the scripts in the workflows: shellcheck was not found"),
    ]


def test_kubeconform_gets_each_environments_version(tmp_path: Path, stubs: Path) -> None:
    files = {f"k8s/{name}/web/services.yaml": "kind: Service\n" for name in ("dev", "prod")}
    calls = tmp_path / "calls"
    stub(stubs, "kubeconform", f"echo \"$@\" >> '{calls}'\n{GOOD['kubeconform']}")
    (tmp_path / "shop").mkdir()
    verify(make(tmp_path / "shop", files), ["kubeconform"], kubernetes_versions={"prod": "1.35"})
    lines = calls.read_text(encoding="utf-8").splitlines()
    assert [line.split("-kubernetes-version ")[1].split()[0] for line in lines] == ["1.34.0", "1.35.0"]
    assert [line.split()[-1] for line in lines] == ["out/k8s/dev/web/services.yaml", "out/k8s/prod/web/services.yaml"]


def test_nothing_of_the_users_environment_but_path_reaches_a_tool(
    small: Project, stubs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "x")
    monkeypatch.setenv("HELM_NAMESPACE", "y")
    seen = tmp_path / "seen"
    stub(stubs, "hadolint", f"export -p > '{seen}'\n{GOOD['hadolint']}", head=SAYS_VERSION)
    assert verify(small, ["hadolint"]).verdicts[0].status is Status.PASSED
    names = {line.split()[1].split("=")[0] for line in seen.read_text("utf-8").splitlines()}
    assert {"HOME", "XDG_CACHE_HOME", "LC_ALL"} <= names
    assert not {"GH_TOKEN", "HELM_NAMESPACE"} & names


def test_helm_template_may_refuse_what_lint_takes(small: Project, stubs: Path) -> None:
    reason = "Error: execution error at (shop/templates/web.yaml:1:0): no"
    stub(stubs, "helm", f"""case "$1" in template) echo '{reason}' >&2; exit 1;; *) {GOOD["helm"]} esac\n""")
    (finding,) = verify(small, ["helm"]).findings
    assert finding.message == "template: execution error at (shop/templates/web.yaml:1:0): no"
    assert finding.place == ("out/helm/shop/templates/web.yaml", 1, 1)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("[WARNING] templates/web.yaml: odd", ("out/helm/shop/templates/web.yaml", 1, 1)),
        ("[ERROR] templates/gone.yaml: odd", ("out/helm/shop/values/prod/web.yaml", 1, 1)),
        ("[ERROR] odd", ("out/helm/shop/values/prod/web.yaml", 1, 1)),
        ("[ERROR] x: - at '/replicas': odd", ("out/helm/shop/values/prod/web.yaml", 1, 11)),
        ("[ERROR] Chart.yaml: odd", ("out/helm/shop/Chart.yaml", 1, 1)),
        ("[ERROR] templates/: chart.metadata.name: odd", ("out/helm/shop/Chart.yaml", 1, 1)),
        ("[ERROR] parse error at (shop/templates/web.yaml:7): odd", ("out/helm/shop/templates/web.yaml", 7, 1)),
    ],
)
def test_helm_lint_blames_the_file_it_names(
    small: Project, stubs: Path, line: str, place: tuple[str, int, int]
) -> None:
    printed = f'echo "==> Linting"; echo "[INFO] Chart.yaml: icon"; echo "{line}"; exit 1'
    stub(stubs, "helm", f'case "$1" in lint) {printed};; *) echo "kind: X";; esac\n')
    (finding,) = verify(small, ["helm"]).findings
    assert finding.message == "lint: " + line.partition("] ")[2]
    assert finding.place == place


def test_what_zizmor_was_told_to_ignore_is_no_finding(small: Project, stubs: Path) -> None:
    stub(stubs, "zizmor", """echo '[{"ignored": true}]'\n""")
    assert verify(small, ["zizmor"]).verdicts[0].status is Status.PASSED
    stub(stubs, "zizmor", """echo '[{"ignored": true}]'; exit 13\n""")
    assert "ended with exit code 13, without a finding" in verify(small, ["zizmor"]).findings[0].message


def test_an_interrupt_ends_the_tools_and_leaves_nothing(small: Project, stubs: Path, tmp_path: Path) -> None:
    witness, temporary = tmp_path / "witness", tmp_path / "temporary"
    temporary.mkdir()
    stub(stubs, "hadolint", f"echo x > '{witness}'; /bin/sleep 60\n")
    words = [PYTHON, "-m", "summitgen", "verify", "--project", str(small.root), "--tool", "hadolint"]
    # pytest's own path leads to the package, wherever pytest was started.
    env = {"SUMMITGEN_TOOLS": str(stubs), "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        limit = time.monotonic() + 30
        while not witness.exists() and time.monotonic() < limit:
            time.sleep(0.05)
        assert list(temporary.iterdir())
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert list(temporary.iterdir()) == []


def test_helm_lint_that_fails_without_a_word_fails(small: Project, stubs: Path) -> None:
    stub(stubs, "helm", 'case "$1" in lint) exit 1;; *) echo "kind: X";; esac\n')
    assert (
        "helm ended with exit code 1 and printed what can't be understood"
        in verify(small, ["helm"]).findings[0].message
    )


def test_what_lint_and_template_refuse_is_said_once(small: Project, stubs: Path) -> None:
    stub(stubs, "helm", 'case "$1" in lint) echo "[ERROR] odd";; *) echo "Error: odd" >&2;; esac; exit 1\n')
    assert [finding.message for finding in verify(small, ["helm"]).findings] == ["lint: odd"]


def test_the_temporary_folder_is_not_named(small: Project, stubs: Path) -> None:
    stub(stubs, "hadolint", 'echo "$PWD/x is odd" >&2; exit 9\n')
    assert verify(small, ["hadolint"]).findings[0].message.endswith(":\nx is odd")
    stub(stubs, "hadolint", 'echo "$PWD/x is odd"; exit 9\n')
    assert verify(small, ["hadolint"]).findings[0].message.endswith(":\nx is odd")
