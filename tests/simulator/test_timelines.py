"""The timelines of Summit's own rollouts, whole; and what holds of any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.simulator.plan import Plan, Step
from summitgen.simulator.scenario import Course, Scenario, constant, from_moment
from summitgen.simulator.simulation import healthy_seconds, simulate
from summitgen.simulator.text import timeline_text
from summitgen.simulator.timeline import Timeline, Verdict
from summitgen.values.duration_budget import duration_budget
from tests.simulator.plans import contexts, plan, preset

CANARY = plan("prod", "summit", "canary")
BLUE_GREEN = plan("prod", "summit", "blueGreen")
STANDARD = plan("prod", "summit", "standard")
WITHOUT_ROUTER = replace(CANARY, routed=False, replicas=10, steps=CANARY.steps[3:])

# As the compiler does where rates would mix in what was before, all metrics wait for their window.
WAITING = tuple(
    replace(one, limits=replace(one.limits, initial_delay=120)) for one in CANARY.analyses["summit-canary-step"]
)
EXPERIMENT = replace(
    CANARY,
    analyses={**CANARY.analyses, "beside": WAITING},
    steps=(Step("experiment", weight=10, duration=600, replicas=2, analyses=("beside",)), *CANARY.steps[:2]),
)
EXPLICIT = replace(
    CANARY,
    steps=(
        Step("setCanaryScale", weight=-1, replicas=2),
        Step("setHeaderRoute"),
        Step("pause"),
        Step("setWeight", weight=50),
        Step("setCanaryScale", weight=100),
        Step("setCanaryScale", weight=-1),
    ),
)

CASES: dict[str, tuple[Plan, Scenario]] = {
    **{f"canary-{name}": (CANARY, preset(name)) for name in (
        "healthy", "errors", "slow", "no-traffic", "flapping", "prometheus-down", "crash-loop"
    )},
    "canary-without-router": (WITHOUT_ROUTER, preset("healthy")),
    "canary-without-router-errors": (WITHOUT_ROUTER, preset("errors")),
    "canary-dynamic-errors": (replace(CANARY, dynamic=True), preset("errors", 40)),
    "canary-experiment": (EXPERIMENT, preset("healthy")),
    "canary-experiment-errors": (EXPERIMENT, preset("errors", 0)),
    "canary-explicit-scale": (EXPLICIT, replace(preset("healthy"), promote_after=600)),
    "canary-kept-after-abort": (replace(CANARY, abort_delay=None), preset("errors")),
    "bluegreen-healthy": (BLUE_GREEN, replace(preset("healthy"), promote_after=600)),
    "bluegreen-nobody-promotes": (BLUE_GREEN, preset("healthy")),
    "bluegreen-errors": (BLUE_GREEN, replace(preset("errors"), promote_after=600)),
    "bluegreen-crash-loop": (BLUE_GREEN, preset("crash-loop")),
    "bluegreen-timed": (replace(BLUE_GREEN, auto_promotion=True, auto_promotion_seconds=120), preset("healthy")),
    "bluegreen-no-traffic": (replace(BLUE_GREEN, auto_promotion=True), preset("no-traffic")),
    "standard-healthy": (STANDARD, preset("healthy")),
    "standard-crash-loop": (STANDARD, preset("crash-loop")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_timeline(name: str) -> None:
    wanted = Path(__file__).parent / "golden" / f"{name}.txt"
    assert timeline_text(simulate(*CASES[name]), every=True) == wanted.read_text()


def test_every_golden_timeline_is_played() -> None:
    golden = Path(__file__).parent / "golden"
    assert {path.stem for path in golden.iterdir()} == set(CASES)


def errors(share: float, moment: int) -> Scenario:
    """A share of the requests fails from a moment on."""
    return Scenario("errors", errors=from_moment(0.0, moment, share))


SCENARIOS = st.builds(
    Scenario,
    errors=st.builds(from_moment, st.just(0.0), st.integers(0, 4000), st.sampled_from([0.0, 0.01, 0.1, 1.0])),
    latency=st.builds(from_moment, st.just(0.2), st.integers(0, 4000), st.sampled_from([0.1, 0.49, 3.0])),
    prometheus=st.builds(from_moment, st.just(True), st.integers(0, 4000), st.booleans()),
    pods=st.builds(from_moment, st.just(True), st.integers(0, 4000), st.booleans()),
    requests=st.sampled_from([None, constant(0.0), constant(1.0), constant(500.0)]),
    pod_start=st.sampled_from([None, 0, 5, 700]),
    promote_after=st.sampled_from([None, 60]),
)
PLANS = st.sampled_from([CANARY, BLUE_GREEN, STANDARD, WITHOUT_ROUTER, replace(CANARY, dynamic=True), EXPERIMENT])


@given(plan=PLANS, scenario=SCENARIOS)
@settings(deadline=None, max_examples=60)
def test_an_end_is_an_end(plan: Plan, scenario: Scenario) -> None:
    timeline = simulate(plan, scenario)
    last = timeline.states[-1]
    if timeline.verdict is Verdict.ABORTED:
        assert last.share == 0
        assert last.stable == plan.replicas
        assert timeline.stable_serves is not None
        assert timeline.decided <= timeline.stable_serves <= timeline.end
    if timeline.verdict is Verdict.PROMOTED:
        assert last.share in (0.0, 1.0) if not scenario.pods.at(timeline.end) else last.share == 1
        assert last.stable == 0
    assert [event.second for event in timeline.events] == sorted(event.second for event in timeline.events)
    assert all(0 <= state.share <= 1 for state in timeline.states)


@given(plan=PLANS, start=st.sampled_from([0, 20, 200]))
@settings(deadline=None, max_examples=20)
def test_a_healthy_rollout_is_promoted_and_nobody_notices(plan: Plan, start: int) -> None:
    timeline = simulate(plan, Scenario(pod_start=start, promote_after=30))
    assert timeline.verdict is Verdict.PROMOTED
    assert (timeline.exposure, timeline.onset, timeline.detected) == (0, None, None)


@given(moment=st.integers(0, 3700))
@settings(deadline=None, max_examples=25)
def test_more_errors_are_found_no_later(moment: int) -> None:
    found = [simulate(CANARY, errors(share, moment)).detected for share in (0.03, 0.1, 0.5, 1.0)]
    times = [10**6 if second is None else second for second in found]
    assert times == sorted(times, reverse=True)


def exposure(timeline: Timeline) -> float:
    """The integral second by second."""
    seconds = range(timeline.end)
    return sum(timeline.share_at(at) * timeline.scenario.errors.at(at) for at in seconds) * 100 / 60


@pytest.mark.parametrize("name", ["canary-flapping", "canary-without-router-errors", "bluegreen-errors"])
def test_the_exposure_is_the_integral_of_share_and_errors(name: str) -> None:
    timeline = simulate(*CASES[name])
    assert timeline.exposure > 0
    assert timeline.exposure == pytest.approx(exposure(timeline))


def test_the_time_to_detect_is_as_the_formula_has_it() -> None:
    """Window x threshold / rate, a scrape interval and an interval at most (progressive-delivery, section 3)."""
    onset = 5 * 60
    detected = simulate(CANARY, errors(0.10, onset)).detected
    assert detected is not None
    window, threshold, rate, scrape, interval = 120, 0.02, 0.10, 30, 60
    assert window * threshold / rate <= detected - onset <= window * threshold / rate + scrape + interval + 5


def test_the_healthy_time_lies_within_the_watchs_budget() -> None:
    for context in contexts():
        for strategy in context.allowed_strategies:
            seconds, budget = healthy_seconds(context, strategy), duration_budget(context, strategy)
            assert (seconds is None) == budget.open_end
            if seconds is not None:
                assert budget.pauses + budget.analyses / 2 < seconds < budget.seconds


def test_the_healthy_time_is_that_of_the_healthy_preset() -> None:
    for context in contexts():
        if context.environment_name == "prod" and context.strategy == "canary":
            timeline = simulate(plan("prod", context.name, "canary"), preset("healthy"))
            assert healthy_seconds(context, "canary") == timeline.decided


def test_a_pause_for_a_person_is_a_hold() -> None:
    waiting = replace(CANARY, steps=(Step("setWeight", weight=5), Step("pause")), background=None)
    assert waiting.waits_for_a_person
    timeline = simulate(waiting, errors(0.10, 0))
    assert (timeline.verdict, timeline.reason) == (Verdict.HELD, "a person has to promote")
    assert timeline.exposure == pytest.approx(0.05 * 10 * (timeline.end - 40) / 60)


def test_a_dry_run_never_aborts() -> None:
    def dry(name: str) -> Plan:
        metrics = tuple(replace(one, limits=replace(one.limits, dry_run=True)) for one in CANARY.analyses[name])
        return replace(CANARY, analyses={**CANARY.analyses, name: metrics})

    timeline = simulate(replace(dry("summit-canary-background"), steps=CANARY.steps[:2]), errors(0.5, 60))
    assert timeline.verdict is Verdict.PROMOTED
    assert timeline.detected is not None


def test_a_course_holds_until_its_next_point() -> None:
    course = Course(((0, 1.0), (10, 2.0), (20, 0.0)))
    assert [course.at(second) for second in (-5, 0, 9, 10, 19, 20, 500)] == [1, 1, 1, 2, 2, 0, 0]
