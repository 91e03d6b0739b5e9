"""rollback.sh against the table of the design, by the calls that it makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.targets.workflows.scripts import Done, Step

if TYPE_CHECKING:
    from pathlib import Path

ABORT = 'kubectl patch rollouts.argoproj.io web --subresource=status --type=merge --patch {"status":{"abort":true}}'
HELM = "helm rollback web 4 --timeout 5m"
TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "x'$(id)"}]},
}
PATCHED = json.dumps([{"op": "replace", "path": "/spec/template", "value": TEMPLATE}], separators=(",", ":"))
UNDO = f"kubectl patch rollouts.argoproj.io web --type=json --patch {PATCHED}"


def rollout(strategy: str, active: str = "", stable: str = "old", generation: int = 4) -> dict[str, Any]:
    """A Rollout whose newest pods are those of the hash `new`."""
    status: dict[str, Any] = {"currentPodHash": "new", "stableRS": stable, "observedGeneration": "4"}
    status |= {"blueGreen": {"activeSelector": active}} if active else {}
    return {"metadata": {"generation": generation}, "spec": {"strategy": {strategy: {}}}, "status": status}


def replicas(revision: str, name: str = "web") -> dict[str, Any]:
    """A ReplicaSet of a Rollout."""
    labels = {**TEMPLATE["metadata"]["labels"], "rollouts-pod-template-hash": "old"}
    owner = {"kind": "Rollout", "name": name, "controller": True}
    metadata = {"annotations": {"rollout.argoproj.io/revision": revision}, "ownerReferences": [owner]}
    return {"metadata": metadata, "spec": {"template": {**TEMPLATE, "metadata": {"labels": labels}}}}


SETS = {"items": [replicas("8"), replicas("7"), replicas("7", "api"), {"metadata": {}}]}
PROMOTED = rollout("blueGreen", "new")


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(tmp_path)


def roll_back(step: Step, strategy: str, found: Any = None, failing: str = "", **env: str) -> Done:
    """Run it with a cluster that holds a Rollout and its ReplicaSets."""
    answers = {"get replicasets.apps": SETS, **({"get rollouts.argoproj.io": found} if found else {})}
    step.replies("kubectl", answers, failing)
    step.replies("helm", {}, failing)
    given = {"WORKLOAD": "web", "NAMESPACE": "shop", "STRATEGY": strategy, "PREVIOUS": "4", "ROLLOUT_REVISION": "7"}
    return step.run("rollback.sh", **{**given, **env})


def changes(done: Done) -> list[str]:
    """The calls that change something, without the namespace that each has."""
    lines = [" ".join(call) for call in done.calls]
    assert all(" --namespace shop" in line for line in lines)
    return [line.replace(" --namespace shop", "") for line in lines if " get " not in line]


@pytest.mark.parametrize(
    ("strategy", "found", "expected"),
    [
        ("standard", None, [HELM]),
        ("canary", rollout("canary"), [ABORT, HELM]),
        ("canary", rollout("canary", stable="new", generation=5), [ABORT, HELM]),
        ("canary", rollout("canary", stable="new"), [HELM]),
        ("blueGreen", rollout("blueGreen", "old"), [ABORT, HELM]),
        ("blueGreen", rollout("blueGreen", "new", generation=5), [ABORT, HELM]),
        ("blueGreen", PROMOTED, [UNDO, HELM]),
        ("blueGreen", rollout("blueGreen", "new", stable="new"), [UNDO, HELM]),
    ],
)
def test_the_table_of_the_design(step: Step, strategy: str, found: Any, expected: list[str]) -> None:
    done = roll_back(step, strategy, found)
    assert done.status == 0, done.said
    assert changes(done) == expected
    assert done.outputs == {"done": "true"}


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [("standard", "deployments.apps"), ("canary", "rollouts.argoproj.io"), ("blueGreen", "rollouts.argoproj.io")],
)
def test_a_first_deployment_is_scaled_to_nothing_and_kept(step: Step, strategy: str, kind: str) -> None:
    done = roll_back(step, strategy, PREVIOUS="")
    assert (done.status, done.outputs) == (0, {})
    assert changes(done) == [f"kubectl scale {kind}/web --replicas=0"]
    assert "::warning::" in done.said
    assert roll_back(step, strategy, failing="scale", PREVIOUS="").status == 7


def test_what_cannot_be_read_is_aborted(step: Step) -> None:
    done = roll_back(step, "canary", failing="get rollouts")
    assert (done.status, changes(done)) == (0, [ABORT, HELM])


@pytest.mark.parametrize("revision", ["6", "$(touch owned)", '"', "8 or true"])
def test_an_undo_that_fails_leaves_the_way_back_to_helm_and_is_told(step: Step, revision: str) -> None:
    done = roll_back(step, "blueGreen", PROMOTED, ROLLOUT_REVISION=revision)
    assert done.status == 1
    assert changes(done) == [HELM]
    assert "::error::" in done.said
    assert done.outputs == {"done": "true"}
    assert not (step.folder / "owned").exists()


def test_without_a_recorded_revision_of_the_rollout_helm_goes_back_alone(step: Step) -> None:
    done = roll_back(step, "blueGreen", PROMOTED, ROLLOUT_REVISION="")
    assert (done.status, changes(done)) == (0, [HELM])


@pytest.mark.parametrize(("strategy", "found"), [("canary", rollout("canary")), ("blueGreen", PROMOTED)])
def test_a_patch_that_fails_does_not_keep_helm_from_going_back(step: Step, strategy: str, found: Any) -> None:
    done = roll_back(step, strategy, found, failing="patch")
    assert done.status == 1
    assert changes(done)[-1] == HELM


def test_a_rollback_that_fails_is_no_success(step: Step) -> None:
    done = roll_back(step, "standard", failing="rollback")
    assert (done.status, done.outputs) == (7, {})
