"""What each kind of metric sees of a scenario."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from summitgen.model.metrics import Metric
from summitgen.model.strategy import Canary
from summitgen.simulator.analysis import Answer
from summitgen.simulator.assessment import Limits, Phase
from summitgen.simulator.plan import MetricPlan, Step, plan_of
from summitgen.simulator.samples import Sampler
from summitgen.simulator.scenario import Course, Scenario, constant, from_moment
from tests.simulator.plans import context, plan

PLAN = plan("prod", "summit", "canary")
PARSE: TypeAdapter[Any] = TypeAdapter(Metric)
BAD = Scenario(errors=constant(0.1), stable_errors=constant(0.05), latency=constant(0.6), stable_latency=constant(0.5))
COUNTER = {"metric": "orders_total"}


class Traffic:
    """A rollout that stands still."""

    def __init__(self, share: float = 0.1, wanted: int = 2, available: int = 2) -> None:
        self.shares = constant(share)
        self.new_pods = (wanted, available)


def measured(
    metric: dict[str, Any], scenario: Scenario = BAD, now: int = 600, traffic: Traffic | None = None, scale: float = 1
) -> Answer:
    """The answer to a measurement; a condition that holds for no number, so that its value alone is seen."""
    model = PARSE.validate_python({"name": "m", **metric})
    provider = {"health": "web", "smokeTest": "job"}.get(metric["type"], "prometheus")
    one = MetricPlan(Limits("m", 60), "len(result) == 1", "", provider, model, scale, companion=False)
    return Sampler(PLAN, scenario, (one,), traffic or Traffic()).measure("m", now, resumed=False)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ({"type": "errorRate", "threshold": "2%"}, 0.1),
        ({"type": "successRate", "threshold": "98%"}, 0.9),
        ({"type": "latency", "threshold": "500ms"}, 0.6),
        ({"type": "latency", "threshold": "500ms", "quantile": "99%"}, 0.9223),
        ({"type": "latency", "threshold": "600ms", "form": "slo"}, 0.95),
        ({"type": "latency", "threshold": "300ms", "form": "slo"}, 0.7764),
        ({"type": "comparison", "threshold": "20%"}, 0.04),
        ({"type": "comparison", "threshold": "20%", "of": "latency"}, 0.0),
        ({"type": "business", "numerator": COUNTER, "denominator": COUNTER}, 0.9474),
        ({"type": "resourceUsage", "resource": "cpu", "threshold": "80%"}, 0.5),
        ({"type": "restarts"}, 0),
        ({"type": "database", "source": "exporter"}, 1),
        ({"type": "promql", "query": "up", "threshold": 3, "direction": "below"}, 2),
        ({"type": "promql", "query": "up", "threshold": 3, "direction": "above"}, 4),
    ],
)
def test_a_kind_sees_its_value(metric: dict[str, Any], value: float) -> None:
    assert float(measured(metric).value) == pytest.approx(value, abs=1e-4)


def test_latencies_are_in_the_histograms_unit() -> None:
    assert measured({"type": "latency", "threshold": "500ms"}, scale=1000).value == "600"


@pytest.mark.parametrize(
    ("metric", "traffic"),
    [
        ({"type": "errorRate", "threshold": "2%"}, Traffic(share=0)),
        ({"type": "errorRate", "threshold": "2%", "minimumRate": "21/s"}, Traffic(share=0.1)),
        ({"type": "comparison", "threshold": "2%"}, Traffic(share=1)),
        ({"type": "restarts"}, Traffic(wanted=0)),
    ],
)
def test_too_few_requests_are_no_data(metric: dict[str, Any], traffic: Traffic) -> None:
    assert measured(metric, traffic=traffic).value == "no data"


def test_just_enough_requests_are_data() -> None:
    assert measured({"type": "errorRate", "threshold": "2%", "minimumRate": "19/s"}).value == "0.1"


def test_the_window_ends_at_the_last_scrape() -> None:
    scenario = Scenario(errors=from_moment(0.0, 540, 1.0))
    metric = {"type": "errorRate", "threshold": "2%", "window": "2m"}
    values = [measured(metric, scenario, now).value for now in (569, 570, 599, 600, 660)]
    assert values == ["0", "0.25", "0.25", "0.5", "1"]


def test_the_mean_is_by_requests() -> None:
    """A minute of many requests outweighs one of few."""
    scenario = Scenario(requests=Course(((0, 30.0), (540, 90.0))), errors=from_moment(0.0, 540, 0.4))
    assert measured({"type": "errorRate", "threshold": "2%", "window": "2m"}, scenario).value == "0.3"


def test_containers_that_crash_restart_every_minute() -> None:
    crashing = Scenario(pods=from_moment(True, 480, False))
    assert measured({"type": "restarts", "window": "5m"}, crashing).value == "4"


IN_A_ROW: list[dict[str, Any]] = [
    {"type": "errorRate", "threshold": "2%"},
    {"type": "successRate", "threshold": "98%"},
    {"type": "latency", "threshold": "500ms"},
    {"type": "latency", "threshold": "500ms", "form": "slo"},
    {"type": "comparison", "threshold": "20%"},
    {"type": "comparison", "threshold": "20%", "floor": "1%"},
    {"type": "comparison", "threshold": "20%", "of": "latency", "floor": "10ms"},
    {"type": "comparison", "threshold": "20%", "of": "latency"},
    {"type": "business", "numerator": COUNTER, "denominator": COUNTER},
    {"type": "restarts", "threshold": 1},
]


@pytest.mark.parametrize("metric", IN_A_ROW)
def test_bad_values_in_a_row_are_counted(metric: dict[str, Any]) -> None:
    asked = {**metric, "failuresInARow": 3, "interval": "30s", "window": "2m"}
    bad = Scenario(errors=constant(0.5), latency=constant(2.0), pods=constant(False))
    assert measured(asked, bad).value == "3"
    assert measured(asked, Scenario()).value == "0"


@pytest.mark.parametrize(
    "metric",
    [
        {"type": "promql", "query": "up", "threshold": 3, "direction": "below"},
        {"type": "promql", "query": "up", "threshold": 3, "direction": "above"},
        {"type": "database", "source": "exporter"},
        {"type": "resourceUsage", "resource": "cpu", "threshold": "50.1%"},
    ],
)
def test_what_is_well_unless_said_otherwise_counts_no_bad_values(metric: dict[str, Any]) -> None:
    assert measured({**metric, "failuresInARow": 3, "interval": "30s"}).value == "0"


def test_bad_values_in_a_row_begin_where_they_do() -> None:
    asked = {"type": "errorRate", "threshold": "2%", "failuresInARow": 3, "interval": "60s", "window": "2m"}
    scenario = Scenario(errors=from_moment(0.0, 500, 1.0))
    assert [measured(asked, scenario, now).value for now in (500, 540, 600, 660)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("said", "phase", "value"),
    [(5.0, Phase.SUCCESSFUL, "5"), ("none", Phase.FAILED, "no data"), ("fail", Phase.FAILED, "fail"),
     ("error", Phase.ERROR, "error")],
)  # fmt: skip
def test_a_scenario_may_say_what_is_measured(said: float | str, phase: Phase, value: str) -> None:
    scenario = Scenario(metrics={"m": constant(said)})
    answer = measured({"type": "errorRate", "threshold": "2%"}, scenario)
    assert (answer.phase, answer.value) == (phase, value)


def test_no_pod_answers_no_request() -> None:
    metric = {"type": "health"}
    assert measured(metric).phase is Phase.FAILED  # by the condition of these tests: a text has no length of 1
    assert measured(metric, traffic=Traffic(available=0)).phase is Phase.ERROR


def test_a_smoke_test_takes_its_time_and_fails_where_nothing_answers() -> None:
    metric = {"type": "smokeTest", "image": "a/b", "tag": "1", "command": ["x"], "timeout": "20s"}
    model = PARSE.validate_python({"name": "m", **metric})
    one = MetricPlan(Limits("m"), "", "", "job", model, 1, companion=False)
    for available, phase in ((1, Phase.SUCCESSFUL), (0, Phase.FAILED)):
        sampler = Sampler(PLAN, Scenario(), (one,), Traffic(available=available))
        assert sampler.measure("m", 100, resumed=False) == Answer(Phase.RUNNING, 120)
        assert sampler.measure("m", 120, resumed=True).phase is phase


def test_every_kind_of_step_is_read_from_what_is_printed() -> None:
    steps = [
        {"setCanaryScale": {"replicas": 2}}, {"setCanaryScale": {"weight": 30}},
        {"setCanaryScale": {"matchTrafficWeight": True}},
        {"setHeaderRoute": {"name": "beta", "match": [{"header": "X-Beta", "exact": "1"}]}},
        {"experiment": {"replicas": 2, "weight": 5, "duration": "10m", "analyses": ["canary-step"]}},
        {"setWeight": 20}, {"pause": "manual"}, {"pause": "90s"}, {"analysis": "canary-step"},
    ]  # fmt: skip
    one = context("prod", "summit")
    canary = Canary.model_validate({"steps": steps})
    strategies = one.workload.strategies.model_copy(update={"canary": canary})
    workload = one.workload.model_copy(update={"strategies": strategies})
    changed = type(one)(one.project, one.environment_name, one.environment, one.name, workload)
    read = plan_of(changed, "canary")
    assert read.steps == (
        Step("setCanaryScale", weight=-1, replicas=2), Step("setCanaryScale", weight=30),
        Step("setCanaryScale", weight=-1), Step("setHeaderRoute"),
        Step("experiment", weight=5, duration=600, replicas=4, analyses=("summit-canary-step-experiment",)),
        Step("setWeight", weight=20), Step("pause"), Step("pause", duration=90),
        Step("analysis", analyses=("summit-canary-step-step",)),
    )  # fmt: skip
    assert set(read.analyses) == {"summit-canary-step-experiment", "summit-canary-step-step"}
    assert read.waits_for_a_person
