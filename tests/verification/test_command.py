"""``summitgen verify`` as a user sees it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summitgen.cli import run
from summitgen.verification.programs import SEARCHED
from summitgen.verification.run import NAMES
from tests.verification.project import GOOD, stub

if TYPE_CHECKING:
    from summitgen.artifacts import Project

GOLDEN = Path(__file__).parent / "golden.json"
BAD = {
    "kubeconform": """echo '{"resources": [
{"filename": "out/k8s/prod/web/services.yaml", "kind": "Service", "name": "web",
"status": "statusInvalid", "msg": "no: at \\"/a\\" - at \\u0027/metadata/name\\u0027: too short"}],
"summary": {"valid": 2, "invalid": 1, "errors": 0, "skipped": 0}}'; exit 1\n""",
    "rollouts": "echo 'Error: spec.strategy: Invalid value' >&2; exit 1\n",
    "zizmor": "echo 'fatal: no audit' >&2; exit 1\n",
    "shellcheck": """echo '{"comments": [{"file": "scripts/build.sh", "line": 1, "column": 3, "code": 1000,
"message": "odd"}]}'; exit 1\n""",
}


def _install(stubs: Path, *missing: str, bad: bool = False) -> None:
    for tool, script in {**GOOD, **(BAD if bad else {})}.items():
        if tool not in missing:
            stub(stubs, tool, script)


def _verify(project: Project, *arguments: str) -> int:
    return run(["verify", "--project", str(project.root), *arguments])


def test_json_is_the_same_each_time(small: Project, stubs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _install(stubs, "actionlint", bad=True)
    printed = []
    for _ in range(2):
        assert _verify(small, "--output-format", "json", "--require", "actionlint") == 1
        printed.append(capsys.readouterr().out)
    assert printed == [GOLDEN.read_text(encoding="utf-8")] * 2


def test_the_report_in_text(small: Project, stubs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _install(stubs, "actionlint", bad=True)
    assert _verify(small) == 1
    shown = capsys.readouterr()
    lines = [re.sub(r" +\d+ ms", " <time>", line) for line in shown.out.splitlines()]
    assert lines == [
        "Failed   kubeconform  1.2.3  3 files <time>  1 finding",
        "Passed   helm         1.2.3  3 files <time>",
        "Failed   rollouts     1.2.3  2 files <time>  1 finding",
        f"Skipped  actionlint   actionlint was not found in {SEARCHED}",
        "Failed   zizmor       1.2.3 <time>  1 finding",
        "Passed   hadolint     1.2.3   1 file <time>",
        "Failed   shellcheck   1.2.3   1 file <time>  1 finding",
        "7 tools: 2 passed, 4 failed, 1 skipped",
    ]
    assert "out/scripts/build.sh:1:3 [verify/shellcheck]\nerror: SC1000: odd\n    1 | #!/bin/bash\n" in shown.err
    assert "out/k8s/prod/web/services.yaml:3:18 [verify/kubeconform]" in shown.err
    assert "4 errors" in shown.err


def test_quiet_says_nothing_where_all_is_well_and_colours_are_for_terminals(
    small: Project, stubs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(stubs)
    assert _verify(small, "--quiet", "--require", "all") == 0
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("summitgen.cli.paint.wants_colour", lambda choice: choice == "auto")
    assert _verify(small, "--tool", "hadolint") == 0
    line, total = capsys.readouterr().out.splitlines()
    assert line.startswith("\x1b[32m\x1b[1mPassed\x1b[0m  \x1b[1mhadolint\x1b[0m  1.2.3  1 file")
    assert total == "1 tool: 1 passed"


def test_missing_tools_are_skipped_or_if_required_an_error(
    small: Project, stubs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _verify(small) == 0
    assert "7 tools: 7 skipped" in capsys.readouterr().out
    assert _verify(small, "--require", "helm", "--output-format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert {one["status"] for one in document["result"]["tools"]} == {"skipped"}
    assert [one["tool"] for one in document["result"]["tools"] if one["required"]] == ["helm"]
    assert [one["id"] for one in document["findings"]] == ["verify/helm"]
    assert "required and was skipped: helm was not found" in document["findings"][0]["message"]
    assert _verify(small, "--require", "all", "--output-format", "json") == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == len(NAMES)
    assert _verify(small, "--require", "all", "--tool", "zizmor", "--output-format", "json") == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1


def test_nothing_to_judge_is_skipped_and_said(small: Project, stubs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _install(stubs)
    (small.root / "out/docker/web/Dockerfile").unlink()
    assert _verify(small, "--tool", "hadolint") == 0
    shown = capsys.readouterr()
    assert "Skipped  hadolint  there are no Dockerfiles in out/" in shown.out
    assert "out/docker/web/Dockerfile is in out/manifest.json and not on disk" in shown.err
    assert _verify(small, "--tool", "hadolint", "--require", "hadolint") == 1


def test_without_a_manifest_the_verification_fails(
    small: Project, stubs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small.root / "out/manifest.json").unlink()
    assert _verify(small) == 1
    assert "[verify/manifest]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--tool", "hadolnt"],
            "there is no tool 'hadolnt'; did you mean \"hadolint\"?; the tools are kubeconform, helm",
        ),
        (["--require", "xyz"], "there is no tool 'xyz'; the tools are"),
        (["--tool", "helm", "--require", "zizmor"], "--require zizmor asks for a tool that --tool leaves out"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "soon"], "--timeout"),
    ],
)
def test_a_wrong_call(small: Project, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(small, *arguments) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_without_a_project_the_call_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--project", str(tmp_path)]) == 2
    assert "[project/missing]" in capsys.readouterr().err
