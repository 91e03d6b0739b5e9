"""The docs of the rules: complete, and their examples are what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from summitgen.rules import discover
from tests.rules.project import judge, lines, view_of_data

if TYPE_CHECKING:
    from summitgen.rules.rule import Rule

RULES = discover()
OF_ENVIRONMENT = {"tier", "namespace", "branches", "cluster", "workloads", "pipeline", "rollback"}
WORKLOAD = {"image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"}, "port": 4000}


def merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def environment(number: int, fragment: dict[str, Any]) -> dict[str, Any]:
    """A small production environment with what a rule's example says of it, or of its workload `api`."""
    smallest = {
        "tier": "production",
        "namespace": f"shop-{number}",
        "cluster": {"name": "shop", "prometheus": {"address": "http://prometheus.monitoring"}},
        "workloads": {"api": WORKLOAD},
    }
    speaks_of_workload = not OF_ENVIRONMENT & set(fragment) and not isinstance(fragment.get("dataStores"), dict)
    return merged(smallest, {"workloads": {"api": fragment}} if speaks_of_workload else fragment)  # type: ignore[no-any-return]


def broken(example: str, rules: tuple[Rule, ...]) -> list[str]:
    documents = list(yaml.safe_load_all(example))
    environments = {f"e{number}": environment(number, document) for number, document in enumerate(documents)}
    return lines(judge(view_of_data(**environments), rules))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_bad_example_breaks_the_rule(rule: Rule) -> None:
    assert broken(rule.bad, (rule,))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_good_example_breaks_no_rule(rule: Rule) -> None:
    assert broken(rule.good, RULES) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_documentation_is_complete(rule: Rule) -> None:
    group, _, name = rule.id.partition("/")
    assert group in {"analysis", "canary", "environment", "project", "strategy", "workload"}
    assert name and name == name.lower() and " " not in name
    assert rule.severity in {"error", "warning"}
    assert rule.title and not rule.title.endswith(".")
    assert rule.reason.count(" ") >= 20 and rule.reason.endswith(".") and "\n" not in rule.reason
    assert rule.source
    assert rule.remedy.endswith(".")
    assert sum(check is not None for check in (rule.workload, rule.environment, rule.project)) == 1


def test_rules_are_sorted_and_have_ids_and_titles_of_their_own() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert len({rule.title for rule in RULES}) == len(RULES)
