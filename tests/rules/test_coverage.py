"""Each of the 40 things to prove, and the ones under them, is held by rules, checks or tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from summitgen.checks import discover as discover_checks
from summitgen.rules import discover
from tools.docs_coverage import Claim, claims, coverage_page

ROOT = Path(__file__).parents[2]
CLAIMS = claims()
RULES = {rule.id: rule for rule in discover()}
ALSO = ("thresholds", "requests", "limits", "dry run", "triggers")


def test_every_number_is_there_once_and_in_order() -> None:
    others = [f"also-{number + 1}" for number in range(len(ALSO))]
    judgements = ["section-2-database", "section-2-usage", "section-2-business"]
    assert [claim.number for claim in CLAIMS] == [*map(str, range(1, 41)), *others, *judgements]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"rule-{claim.number}")
def test_what_is_named_exists(claim: Claim) -> None:
    assert claim.rules or claim.checks or claim.tests
    assert set(claim.rules) <= set(RULES)
    assert set(claim.checks) <= {check.id for check in discover_checks()}
    for test in claim.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test


def test_a_rule_that_names_a_number_is_counted_for_it() -> None:
    counted = {claim.number: claim.rules for claim in CLAIMS}
    missing = []
    for rule in RULES.values():
        for numbers in re.findall(r"rules? (\d+(?:(?:, | and )\d+)*)", rule.source):
            missing += [(number, rule.id) for number in re.findall(r"\d+", numbers) if rule.id not in counted[number]]
    assert missing == []


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if "J" in claim.evidence], ids=lambda one: one.number)
def test_a_judgement_says_where_its_truth_comes_from(claim: Claim) -> None:
    assert claim.truth or "below" in claim.evidence


def test_the_page_has_a_row_for_each() -> None:
    page = coverage_page(discover())
    assert [line.split(" ")[1] for line in page.splitlines() if line.startswith("| ")][2:] == [
        claim.number for claim in CLAIMS
    ]
    assert "| [canary/bake](canary-bake.md) | error | S (rollout/analysis.go) |" in page.replace("<br>", " | ")


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TypeError, match="severity"):
        claims('[[claim]]\nnumber = "1"\nprove = "x"\nevidence = "R"\nseverity = "error"\n')
