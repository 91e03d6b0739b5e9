"""The commands that need no project: `rules` and `schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from summitgen.cli import run
from summitgen.model.json_schema import environment_schema
from summitgen.rules import discover

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_rules_lists_each_rule_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=2) for line in lines] == [[rule.id, rule.severity, rule.title] for rule in discover()]
    assert len({line.index(line.split()[1]) for line in lines}) == 1


def test_rules_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--output-format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["command"] == "rules"
    assert document["result"]["rules"] == [
        {"id": rule.id, "severity": rule.severity, "title": rule.title} for rule in discover()
    ]


def test_schema_is_printed_with_quiet_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out) == environment_schema()


def test_schema_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["schema"] == environment_schema()
