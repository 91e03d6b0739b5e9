"""The script that watches a delivery: which states of the controllers mean what."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from tests.support import summit

STEPS = [{"pause": {"duration": "5m"}}, {"pause": {}}]
MANUAL = {"blueGreen": {"autoPromotionEnabled": False, "prePromotionAnalysis": {}}}
FULL = {"replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}


def pause(reason: str, **more: Any) -> dict[str, Any]:
    """The status of a paused Rollout."""
    return {"phase": "Paused", "pauseConditions": [{"reason": reason}], **more}


@pytest.mark.parametrize(
    ("kind", "spec", "status", "wanted"),
    [
        ("Rollout", {}, {"phase": "Healthy"}, "healthy"),
        ("Rollout", {}, {"phase": "Healthy", "observedGeneration": "1"}, "progressing"),
        ("Rollout", {}, {"phase": "Degraded"}, "failed"),
        ("Rollout", {}, {}, "progressing"),
        ("Rollout", {}, pause("InconclusiveAnalysisRun"), "waiting"),
        ("Rollout", {"strategy": {"canary": {"steps": STEPS}}}, pause("CanaryPauseStep"), "progressing"),
        (
            "Rollout",
            {"strategy": {"canary": {"steps": STEPS}}},
            pause("CanaryPauseStep", currentStepIndex=1),
            "waiting",
        ),
        ("Rollout", {"strategy": MANUAL}, pause("BlueGreenPause"), "progressing"),
        (
            "Rollout",
            {"strategy": MANUAL},
            pause("BlueGreenPause", blueGreen={"prePromotionAnalysisRunStatus": {"status": "Successful"}}),
            "waiting",
        ),
        ("Rollout", {"strategy": {"blueGreen": {}}}, pause("BlueGreenPause"), "progressing"),
        ("Deployment", {"replicas": 2}, FULL, "healthy"),
        ("Deployment", {"replicas": 2}, {**FULL, "availableReplicas": 1}, "progressing"),
        ("Deployment", {"replicas": 2}, {"conditions": [{"type": "Progressing", "status": "False"}]}, "failed"),
    ],
)
def test_states(kind: str, spec: dict[str, Any], status: dict[str, Any], wanted: str) -> None:
    watch = runpy.run_path(str(summit.ROOT / "templates/workflows/watch.py"))
    found = {"kind": kind, "metadata": {"generation": 2}, "spec": spec, "status": {"observedGeneration": "2", **status}}
    assert watch["state"](found) == wanted
