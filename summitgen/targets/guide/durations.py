"""How long a rollout takes when all goes well, as the simulator walks it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.simulator.plan import Plan
    from summitgen.values.context import Context


@dataclass(frozen=True, slots=True)
class Durations:
    """Rollouts that differ in names and queries alone are walked once: a project has many of them."""

    known: dict[str, int | None] = field(default_factory=dict)

    def healthy(self, context: Context) -> str:
        """From the change to the promotion ("about 63 minutes"); empty where a person has to promote."""
        from summitgen.simulator.plan import plan_of
        from summitgen.simulator.simulation import healthy_seconds_of

        plan = plan_of(context, context.strategy)
        key = _course(plan)
        if key not in self.known:
            self.known[key] = healthy_seconds_of(plan)
        seconds = self.known[key]
        return "" if seconds is None else f"about {-(-seconds // 60)} minutes"


def _course(plan: Plan) -> str:
    """All that decides how long a healthy rollout takes: when every measurement is good, no condition or query does."""
    measured = [[(one.limits, one.provider) for one in metrics] for metrics in plan.analyses.values()]
    bare = repr((replace(plan, workload="", environment="", analyses={}), measured))
    for index, name in enumerate(plan.analyses):
        bare = bare.replace(repr(name), f"analysis {index}")
    return bare
