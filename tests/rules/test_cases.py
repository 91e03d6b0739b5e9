"""Golden cases of the rules: a folder each, with environments, and for an err case the findings, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summitgen.artifacts import Project
from summitgen.rules import discover
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.stages.validate import validate
from tests.rules.project import CASES, NAME, case_id, cases, folder_of, judge, lines, view_of_folder

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.rules.rule import Rule

RULES = discover()


def expected(case: Path) -> list[str]:
    return (case / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", cases("err"), ids=case_id)
def test_err(case: Path) -> None:
    assert lines(judge(view_of_folder(case))) == expected(case)


@pytest.mark.parametrize("case", cases("ok"), ids=case_id)
def test_ok_has_no_finding_and_compiles(case: Path) -> None:
    project = Project(case, NAME)
    compilation, findings = validate(project, resolve(load(project))[0])
    assert lines(findings) == []
    assert compilation is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_switched_off_rule_is_missed(rule: Rule) -> None:
    others = tuple(other for other in RULES if other is not rule)
    errs = [case for case in cases("err") if case.parent == folder_of(rule)]
    assert errs
    for case in errs:
        view = view_of_folder(case)
        with_it, without = judge(view), judge(view, others)
        own = [finding for finding in with_it if finding.id == rule.id]
        assert own, case_id(case)
        # What is left is what the others found before: none of them steps in, or says the same of the same place.
        assert without == tuple(finding for finding in with_it if finding.id != rule.id)
        taken = {finding.place for finding in without}
        assert any(finding.place not in taken for finding in own), case_id(case)


def test_every_rule_has_an_ok_and_an_err_case() -> None:
    have = {(case.parent.name, case.name.partition("-")[0]) for case in cases()}
    want = {(folder_of(rule).name, kind) for rule in RULES for kind in ("ok", "err")}
    assert have == want


def test_every_case_speaks_of_its_rule() -> None:
    ids = {folder_of(rule).name: rule.id for rule in RULES}
    errors_of_others, silent = [], []
    for case in cases("err"):
        found = [line.split(" ")[1:3] for line in expected(case) if not line.startswith("  ")]
        own = ids[case.parent.name]
        errors_of_others += [(case_id(case), name) for severity, name in found if severity == "error" and name != own]
        silent += [] if own in [name for _, name in found] else [case_id(case)]
    assert (errors_of_others, silent) == ([], [])


def test_no_case_is_overlooked() -> None:
    folders = {path for path in CASES.glob("*/*") if path.is_dir()}
    assert folders == set(cases())
