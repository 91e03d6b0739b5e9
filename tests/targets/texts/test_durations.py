"""The guide says how long a rollout takes when all goes well, as the simulator walks it."""

from __future__ import annotations

import pytest

from summitgen.findings import has_errors
from summitgen.rules import discover, run_rules
from summitgen.rules.view import view_of
from summitgen.simulator.simulation import healthy_seconds
from summitgen.targets.guide.durations import Durations
from summitgen.targets.scripts import contexts
from tests.strategies import matrix
from tests.support import summit
from tests.targets.texts.stage import compilation, environment, summit_texts

SENTENCE = "When every measurement is good, it is promoted {} after the change (`summitgen simulate`)."


def said(seconds: int | None) -> str:
    return "" if seconds is None else f"about {-(-seconds // 60)} minutes"


def test_each_of_summits_rollouts_has_its_time() -> None:
    guide = summit_texts()["docs/DEPLOYMENT_GUIDE.md"]
    rollouts = [one for one in contexts(compilation(summit.environments())) if one.strategy != "standard"]
    times = [said(healthy_seconds(one, one.strategy)) for one in rollouts]
    assert "about 63 minutes" in times and "" in times
    for context, time in zip(rollouts, times, strict=True):
        heading = f"#### {context.name} in {context.environment_name}: {context.strategy}\n"
        section = guide.partition(heading)[2].partition("\n####")[0]
        assert section, heading
        assert SENTENCE.format(time) in section if time else "it is promoted about" not in section


@pytest.mark.parametrize("share", range(4))
def test_rollouts_that_are_taken_for_equal_take_the_same_time(share: int) -> None:
    durations = Durations()
    walked = 0
    for spec in [one for one in matrix.specs() if not matrix.refusals(one.row)][share::4]:
        one = environment(spec.data)
        assert not has_errors(tuple(run_rules(view_of("summit", (one,)), discover())))
        for context in contexts(compilation([one])):
            if context.strategy != "standard":
                assert durations.healthy(context) == said(healthy_seconds(context, context.strategy)), spec.name
                walked += 1
    assert walked > len(durations.known) > 1
