"""The guide's words for what Summit's own specs don't use."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from summitgen.model.metrics import Metric
from summitgen.targets import scripts
from summitgen.targets.guide.metrics import demand
from tests.support import summit
from tests.targets.texts.stage import compilation, environment, texts

LATENCY = {"name": "m", "type": "latency", "threshold": "500ms"}
COMPARED = {"name": "m", "type": "comparison", "threshold": "20%"}


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ({**LATENCY, "form": "slo"}, "95% of the requests are answered within 500ms"),
        ({"name": "m", "type": "database", "source": "exporter"}, "pg_up is 1"),
        (COMPARED, "the error rate is less than stable's plus 20% plus 0.5%"),
        (
            {**COMPARED, "of": "latency"},
            "the 95% quantile of the response time is less than stable's plus 20% plus 50ms",
        ),
        ({**COMPARED, "floor": "1%"}, "the error rate is less than stable's plus 20% plus 1%"),
        (
            {**COMPARED, "failuresInARow": 3},
            "the error rate is less than stable's plus 20% plus 0.5%; it fails at 3 bad values in a row",
        ),
        ({"name": "m", "type": "database", "source": "exporter", "labels": {"a": "b"}}, "pg_up (a=b) is 1"),
        ({"name": "m", "type": "restarts", "threshold": 2}, "fewer than 2 restarts in 2m"),
    ],
)
def test_metrics(metric: dict[str, object], words: str) -> None:
    assert demand(TypeAdapter[Metric](Metric).validate_python(metric)) == words


def test_what_is_no_metric_has_no_words() -> None:
    with pytest.raises(TypeError, match="no words for str"):
        demand("x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("strategy", "settings", "said"),
    [
        ("blueGreen", {"blueGreen": {"autoPromotion": True, "autoPromotionAfter": "7m"}}, "1. wait 7m"),
        ("canary", {"canary": {"steps": [{"setWeight": 50}, {"pause": "manual"}]}}, "1. wait until a person promotes"),
        ("standard", {}, "| w | standard | standard | \\- |"),
    ],
)
def test_courses(strategy: str, settings: dict[str, object], said: str) -> None:
    workload = {
        "image": {"repository": "r.example.com/w", "tag": "1"},
        "port": 80,
        "deploymentStrategy": strategy,
        "strategies": settings,
    }
    data = {"tier": "production", "namespace": "n", "cluster": {"name": "c"}, "workloads": {"w": workload}}
    found = texts([environment(data)])
    assert said in found["docs/DEPLOYMENT_GUIDE.md"].splitlines()
    assert ("Promote what waits for a person" in found["docs/DEPLOYMENT_GUIDE.md"]) is (strategy == "canary")
    # Nothing is built, and there is no Prometheus to forward.
    assert "scripts/build-optimized-docker.sh" not in found
    assert "port-forward" not in found["docs/DEPLOYMENT_GUIDE.md"]


def test_without_environments_there_is_nothing() -> None:
    assert compilation(()).specs == ()
    assert texts(()) == {}


def test_scripts_can_be_run() -> None:
    planned = list(scripts.TARGET.plan(compilation(summit.environments())))
    assert [one.mode for one in planned] == [0o755] * 3
