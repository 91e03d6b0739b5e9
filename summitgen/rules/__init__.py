"""Rules: each proves something of the resolved specs; one file each, found by walking this folder."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.rule import Located, Rule
    from summitgen.rules.view import ProjectView

_MECHANISM = frozenset(
    ("bases", "delivery", "image_examples", "promql_shape", "requests", "rule", "rungs", "secrets", "view")
)


def discover() -> tuple[Rule, ...]:
    """All rules, sorted by id."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in _MECHANISM)
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(sorted((module.RULE for module in modules), key=lambda rule: rule.id))


def run_rules(view: ProjectView, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """What the rules find in a project's environments and workloads."""
    for rule in rules:
        for located in rule.violations(view):
            yield _finding(rule, located)


def _finding(rule: Rule, located: Located) -> Finding:
    violation = located.violation
    remedy = violation.remedy or rule.remedy
    return Finding(rule.id, Severity(rule.severity), violation.message, remedy, located.place, violation.related)
