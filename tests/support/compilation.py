"""Values trees of specs, in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from summitgen.findings import Place
from summitgen.model.environment import Environment
from summitgen.model.resolved import ResolvedEnvironment
from summitgen.objects import discover
from summitgen.printers.plain import PlainPrinter
from summitgen.rules import discover as discover_rules
from summitgen.rules import run_rules
from summitgen.rules.view import view_of
from summitgen.syntax import Mapping
from summitgen.values.context import Context
from summitgen.values.workload import workload_values

if TYPE_CHECKING:
    from summitgen.findings import Finding
    from summitgen.values.compilation import WorkloadValues


def rule_findings(data: dict[str, Any], project: str = "summit") -> list[Finding]:
    """What the rules say of an environment given as data (it has no places)."""
    tree = Mapping({}, Place("environments/e.yaml", 1, 1))
    resolved = ResolvedEnvironment("e", "environments/e.yaml", tree, Environment.model_validate(data))
    return list(run_rules(view_of(project, (resolved,)), discover_rules()))


def contexts(data: dict[str, Any], project: str = "summit") -> list[Context]:
    """The workloads of an environment given as data."""
    spec = Environment.model_validate(data)
    return [Context(project, "e", spec, name, workload) for name, workload in spec.workloads.items()]


def values_of(context: Context) -> dict[str, Any]:
    """A workload's values tree."""
    return cast("dict[str, Any]", workload_values(context))


def plain_objects(values: dict[str, Any]) -> list[Any]:
    """What the plain printer makes of a workload's values tree."""
    printer = PlainPrinter(tree for tree in discover() if tree.scope == "workload")
    return [one for objects in printer.print(values).values() for one in objects]


def overridden(workload: WorkloadValues, strategy: str) -> dict[str, Any]:
    """The values tree under ``--set deploymentStrategy=``."""
    return {**workload.values, "deploymentStrategy": strategy}
