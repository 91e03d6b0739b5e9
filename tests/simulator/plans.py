"""Plans of Summit's own workloads, and what is played over them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from summitgen.simulator.plan import Plan, plan_of
from summitgen.simulator.presets import PRESETS
from summitgen.values.context import Context
from tests.support import summit

if TYPE_CHECKING:
    from summitgen.model.strategy import StrategyName
    from summitgen.simulator.scenario import Scenario


def context(environment: str, workload: str) -> Context:
    """A workload of Summit."""
    spec = next(one.spec for one in summit.environments() if one.name == environment)
    return Context(summit.project().name, environment, spec, workload, spec.workloads[workload])


def contexts() -> tuple[Context, ...]:
    """All of Summit's workloads."""
    return tuple(context(one.name, name) for one in summit.environments() for name in one.spec.workloads)


@cache
def plan(environment: str, workload: str, strategy: StrategyName) -> Plan:
    """The plan of a workload of Summit."""
    return plan_of(context(environment, workload), strategy)


def preset(name: str, minute: int | None = None) -> Scenario:
    """A preset, from its usual minute or another one."""
    make, usual, _ = PRESETS[name]
    return make(60 * (usual if minute is None else minute))
