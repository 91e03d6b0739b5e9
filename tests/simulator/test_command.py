"""`summitgen simulate` as a user meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from summitgen.cli import run
from tests.support.summit import ROOT
from tools import simulation_picture


def call(*arguments: str) -> int:
    """The exit code of the command on Summit."""
    return run(["simulate", "--project", str(ROOT), *arguments])


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What programs get."""
    assert call(*arguments, "--output-format", "json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)["result"]
    return document


def test_text_is_the_timeline(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("prod.summit", "--preset", "errors", "--verbose") == 0
    golden = Path(__file__).parent / "golden" / "canary-errors.txt"
    assert capsys.readouterr().out == golden.read_text()


def test_without_verbose_only_the_first_bad_measurements_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("prod.summit", "--preset", "prometheus-down") == 0
    out = capsys.readouterr().out
    assert out.count("Prometheus doesn't answer") == 1
    assert "consecutive errors, limit 4" in out


def test_data_has_the_same_in_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    data = result(capsys, "prod.summit", "--preset", "errors@12")
    assert (data["verdict"], data["onsetSeconds"]) == ("aborted", 720)
    assert data["onsetSeconds"] < data["detectedSeconds"] < data["decidedSeconds"] < data["totalSeconds"]
    assert data["exposurePercentMinutes"] == 0.95
    assert data["events"][0]["second"] == 0
    assert {"second", "share", "canary", "stable"} == set(data["states"][0])


def test_the_strategy_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, "prod.summit", "--strategy", "standard")["verdict"] == "promoted"
    assert result(capsys, "prod.web")["verdict"] == "held"


def test_a_scenario_is_read_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    scenario = tmp_path / "bad.yaml"
    scenario.write_text("metrics:\n  cpu: 0.99\n")
    data = result(capsys, "prod.summit", "--scenario", str(scenario))
    assert (data["scenario"], data["verdict"]) == ("bad", "aborted")
    assert "cpu has 1 failed" in data["reason"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("prod.sumit",), 'there is no workload "prod.sumit"; did you mean "prod.summit"?'),
        (
            ("prod.web", "--strategy", "canary"),
            "web in prod is not allowed to be delivered by canary, only by blueGreen",
        ),
        (("prod.summit", "--preset", "error"), 'there is no preset "error"; did you mean "errors"?'),
        (("prod.summit", "--preset", "errors@x"), '"x" is no minute of the rollout'),
        (("prod.summit", "--preset", "errors@361"), '"361" is no minute of the rollout'),
        (("prod.summit", "--picture", "a.gif"), "a.gif is neither an .svg nor a .png file"),
        (("prod.summit", "--picture", "no/such/folder/a.svg"), "can't be written: No such file or directory"),
    ],
)
def test_a_wrong_call_is_told(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    assert call(*arguments) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_wrong_scenarios_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("errors: many\n")
    assert call("prod.summit", "--scenario", str(scenario)) == 2
    assert "errors can't be many" in capsys.readouterr().err
    assert call("prod.summit", "--scenario", str(scenario), "--preset", "slow") == 2
    assert "both say what happens" in capsys.readouterr().err
    scenario.write_text("a: 1\na: 2\n")
    assert call("prod.summit", "--scenario", str(scenario)) == 2
    scenario.write_bytes(b"\xff")
    assert call("prod.summit", "--scenario", str(scenario)) == 2


def test_specs_that_are_wrong_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "summitgen.yaml").write_text("project: a\n")
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "prod.yaml").write_text("tier: nowhere\n")
    assert run(["simulate", "--project", str(tmp_path), "prod.a"]) == 2
    assert "tier" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_picture_is_the_same_twice(kind: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    for file in (first, second):
        assert call("prod.summit", "--preset", "flapping", "--picture", str(file)) == 0
    assert first.read_bytes() == second.read_bytes()
    if kind == "svg":
        for word in ("background analysis", "aborted 12:56", "errors among them", "first bad measurement 12:54"):
            assert word in first.read_text()


@pytest.mark.parametrize("arguments", [("prod.web",), ("prod.ml-engine", "--preset", "crash-loop"), ("dev.web",)])
def test_every_verdict_can_be_drawn(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert call(*arguments, "--picture", str(tmp_path / "a.svg")) == 0


def test_a_missing_library_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert call("prod.summit", "--picture", str(tmp_path / "a.svg")) == 2
    assert 'pip install "summitgen[picture]"' in " ".join(capsys.readouterr().err.split())


def test_the_picture_in_docs_is_what_is_played(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert simulation_picture.main(tmp_path) == 0
    assert (tmp_path / simulation_picture.FILE).read_bytes() == (ROOT / simulation_picture.FILE).read_bytes()
