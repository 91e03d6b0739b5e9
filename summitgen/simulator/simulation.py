"""Plays a workload's rollout over a scenario, and says how long one takes when all goes well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.bluegreen import BlueGreenWalk
from summitgen.simulator.canary import CanaryWalk
from summitgen.simulator.plan import plan_of
from summitgen.simulator.samples import AllWell, Sampler
from summitgen.simulator.scenario import Scenario
from summitgen.simulator.standard import StandardWalk

if TYPE_CHECKING:
    from summitgen.model.strategy import StrategyName
    from summitgen.simulator.plan import MetricPlan, Plan
    from summitgen.simulator.samples import Traffic
    from summitgen.simulator.timeline import Timeline
    from summitgen.simulator.walk import Providers, Walk
    from summitgen.values.context import Context

_WALKS: dict[str, type[Walk]] = {"canary": CanaryWalk, "blueGreen": BlueGreenWalk, "standard": StandardWalk}


def simulate(plan: Plan, scenario: Scenario) -> Timeline:
    """The rollout over the scenario; raises conditions.UnknownConditionError for a condition that can't be judged."""

    def provider(metrics: tuple[MetricPlan, ...], traffic: Traffic) -> Sampler:
        return Sampler(plan, scenario, metrics, traffic)

    return _play(plan, scenario, provider)


def healthy_seconds(context: Context, strategy: StrategyName) -> int | None:
    """How long a delivery takes from its beginning to its promotion when every measurement succeeds, in seconds.

    None where a person has to promote: it has no end of its own.
    """
    return healthy_seconds_of(plan_of(context, strategy))


def healthy_seconds_of(plan: Plan) -> int | None:
    """The same of a plan."""
    if plan.waits_for_a_person:
        return None
    return _play(plan, Scenario(), lambda metrics, _: AllWell(metrics)).decided


def _play(plan: Plan, scenario: Scenario, providers: Providers) -> Timeline:
    return _WALKS[plan.strategy](plan, scenario, providers).play()
