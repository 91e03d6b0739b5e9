"""All rules over 300 workloads take little time: they run at every build and every check."""

from __future__ import annotations

import sys
import time
from typing import Any

from summitgen.rules import discover
from tests.rules.project import judge, view_of_data

GATE_SECONDS = 0.06
SLOW_MACHINE = 2.5


def environment(number: int) -> dict[str, Any]:
    steps = [step for weight in (5, 25, 50) for step in ({"setWeight": weight}, {"pause": "5m"}, {"analysis": "step"})]
    metrics = [{"name": "health", "type": "health"}, {"name": "errors", "type": "errorRate", "threshold": "2%"}]
    workload = {
        "image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"},
        "port": 4000,
        "ports": [{"name": "metrics", "port": 9090}],
        "env": [{"name": f"SETTING_{index}", "value": f"value {index}"} for index in range(10)],
        "secrets": [{"name": "POSTGRES_PASSWORD", "key": "shop/postgres"}],
        "autoscaling": {"minReplicas": 3, "maxReplicas": 20, "cpu": "70%"},
        "monitoring": {"port": "metrics"},
        "deploymentStrategy": "canary",
        "strategies": {"canary": {"steps": steps}},
        "analyses": [{"name": "step", "metrics": metrics}],
    }
    return {
        "tier": "production",
        "namespace": f"shop-{number}",
        "cluster": {
            "name": "shop",
            "mesh": "istio",
            "trafficRouter": "istio",
            "rolloutsInMesh": True,
            "prometheus": {"address": "http://prometheus.monitoring"},
        },
        "workloads": {f"workload-{index}": workload for index in range(100)},
    }


def test_rules_are_fast() -> None:
    rules = discover()
    environments = {f"e{number}": environment(number) for number in range(3)}
    best = float("inf")
    for _ in range(5):
        # A view remembers what it derived, so each run has its own.
        view = view_of_data(**environments)
        # A tracer of coverage would take longer than the rules do.
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            start = time.process_time()
            findings = judge(view, rules)
            best = min(best, time.process_time() - start)
        finally:
            sys.settrace(tracer)
        assert findings == ()
    assert best < GATE_SECONDS * SLOW_MACHINE, f"{best * 1000:.0f} ms of CPU"
