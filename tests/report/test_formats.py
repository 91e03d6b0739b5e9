"""The formats of others: annotations of GitHub Actions and SARIF say what the findings say, and nothing more."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.artifacts import Project
from summitgen.cli.machine import folder_in_repository
from summitgen.findings import Place, Related, error, warning
from summitgen.report.github import github
from summitgen.report.sarif import Help, sarif
from tests.support.sarif import mistakes

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.findings import Finding

PROD = Place("environments/prod.yaml", 12, 5)
BAD = error(
    "canary/whole-pods", "5 % of 3 pods is 33 %", "Take more pods.", PROD, Related("replicas", Place("b.yaml", 3, 1))
)
NOTE = warning("load/tab", "a tab", "Write spaces.")


def document(*findings: Finding, prefix: str = "") -> dict[str, Any]:
    helps = {
        "canary/whole-pods": Help("Whole pods", "A weight is of pods.", "Take more.", "replicas: 3", "replicas: 20")
    }
    made: dict[str, Any] = json.loads(sarif(findings, helps.get, "1.2.3", prefix))
    return made


def test_a_finding_is_a_command_on_its_line() -> None:
    assert github([BAD, NOTE]) == (
        "::warning title=load/tab::a tab%0AWrite spaces.\n"
        "::error file=environments/prod.yaml,line=12,col=5,title=canary/whole-pods::5 %25 of 3 pods is 33 %25%0A"
        "replicas: b.yaml:3%0ATake more pods.\n"
    )
    assert github([]) == ""


def test_the_project_may_be_a_folder_of_the_repository() -> None:
    assert "file=services/shop/environments/prod.yaml," in github([BAD], "services/shop/")
    assert "replicas: services/shop/b.yaml:3" in github([BAD], "services/shop/")


def test_more_than_github_shows_are_counted() -> None:
    many = [error("a/b", f"number {index}", "") for index in range(11)]
    assert github(many[:10]).count("\n") == 10
    assert github(many).splitlines()[-1].startswith("::notice title=summitgen::11 errors in all; GitHub shows 10 ")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def parse(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner reads it (actions/runner, ActionCommand): its name, its properties, its text."""
    found = re.fullmatch(r"::([a-z]+) (.*?)::(.*)", line, re.DOTALL)
    assert found
    properties = dict(one.split("=", 1) for one in found[2].split(","))
    unescaped = {key: _unescape(value, {"%3A": ":", "%2C": ","}) for key, value in properties.items()}
    return found[1], unescaped, _unescape(found[3], {})


def _unescape(text: str, more: dict[str, str]) -> str:
    known = {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}
    for written, meant in known.items():
        text = text.replace(written, meant)
    return text


@given(file=TEXTS.filter(bool), message=TEXTS, remedy=TEXTS, name=TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_text_leaves_its_place(file: str, message: str, remedy: str, name: str) -> None:
    text = github([error(name, message, remedy, Place(file, 1, 2))])
    (line,) = [one for one in re.split(r"[\r\n]", text) if one]
    command, properties, said = parse(line)
    assert (command, properties) == ("error", {"file": file, "line": "1", "col": "2", "title": name})
    assert said == f"{message}\n{remedy}".rstrip("\n")


def test_sarif_says_what_the_findings_say() -> None:
    (run,) = document(BAD, NOTE)["runs"]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["canary/whole-pods", "load/tab"]
    note, bad = run["results"]
    assert (note["level"], note["ruleIndex"]) == ("warning", 1)
    assert "locations" not in note
    assert (bad["level"], bad["ruleId"], bad["ruleIndex"]) == ("error", "canary/whole-pods", 0)
    assert bad["message"]["text"] == "5 % of 3 pods is 33 %\nTake more pods."
    (location,) = bad["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "environments/prod.yaml"
    assert location["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 5}
    assert bad["relatedLocations"][0]["message"] == {"text": "replicas"}
    whole = run["tool"]["driver"]["rules"][0]
    assert "```yaml\nreplicas: 20\n```" in whole["help"]["markdown"]


def test_sarif_is_valid_by_its_schema() -> None:
    assert mistakes(document()) == []
    assert mistakes(document(BAD, NOTE, prefix="services/shop/")) == []


@pytest.mark.parametrize(
    ("key", "value"), [("level", "bad"), ("ruleIndex", "0"), ("locations", {}), ("remedy", "x"), ("message", "text")]
)
def test_the_schema_would_refuse_other_documents(key: str, value: object) -> None:
    made = document(BAD)
    made["runs"][0]["results"][0][key] = value
    assert mistakes(made)


@given(file=TEXTS.filter(bool), message=TEXTS)
@settings(max_examples=50, deadline=None)
def test_any_text_makes_valid_sarif(file: str, message: str) -> None:
    made = document(error("a/b", message, "", Place(file, 1, 1)))
    uri = made["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9/_.~%-]*", uri)
    assert mistakes(made) == []


def test_the_folder_in_the_repository(tmp_path: Path) -> None:
    root = tmp_path / "repository" / "services" / "shop"
    root.mkdir(parents=True)
    project = Project(root, "shop")
    assert folder_in_repository(None, {}) == ""
    (tmp_path / "repository" / ".git").mkdir()
    assert folder_in_repository(project, {}) == "services/shop/"
    assert folder_in_repository(project, {"GITHUB_WORKSPACE": str(tmp_path)}) == "repository/services/shop/"
    assert folder_in_repository(project, {"GITHUB_WORKSPACE": "/elsewhere"}) == "services/shop/"
    (root / ".git").mkdir()
    assert folder_in_repository(project, {}) == ""
