"""rollback-deployment.sh, run for real: the table of the design, and what happens when a step of it fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.targets.texts.stage import Stage

SCRIPT = "rollback-deployment.sh"
WHICH = ("--environment", "prod", "--workload", "summit")
HISTORY = [
    {"revision": 3, "status": "superseded"},
    {"revision": 4, "status": "failed"},
    {"revision": 10, "status": "deployed"},
]
ABORT = "kubectl argo rollouts abort summit"
HELM = "helm rollback summit 3 --timeout 300s"


def rollout(strategy: str, **status: Any) -> dict[str, Any]:
    """A Rollout as kubectl prints it."""
    status = {"observedGeneration": "4", "readyReplicas": 3, **status}
    return {"metadata": {"generation": 4}, "spec": {"strategy": {strategy: {}}}, "status": status}


CANARY = rollout("canary", stableRS="old", currentPodHash="new")
DONE = rollout("canary", stableRS="new", currentPodHash="new")
STALE = rollout("canary", stableRS="new", currentPodHash="new", observedGeneration="3")
PREVIEW = rollout("blueGreen", stableRS="old", currentPodHash="new", blueGreen={"activeSelector": "old"})
PROMOTED = rollout("blueGreen", stableRS="old", currentPodHash="new", blueGreen={"activeSelector": "new"})
STABLE = rollout("blueGreen", stableRS="new", currentPodHash="new", blueGreen={"activeSelector": "new"})
STALE_BLUE = {**STABLE, "metadata": {"generation": 5}}
FIRST = rollout("canary", currentPodHash="new")
DEPLOYMENT = {"metadata": {}, "status": {"readyReplicas": 1}}


def cluster(
    stage: Stage, rollout: Any = None, deployment: Any = None, history: Any = HISTORY, failing: str = "nothing"
) -> None:
    """What kubectl and helm answer; a call that holds ``failing`` fails."""
    fail = f'case "$arguments" in *{failing}*) exit 1 ;; esac\n'
    shown = {
        "rollouts": json.dumps(rollout) if rollout else "",
        "deployments": json.dumps(deployment) if deployment else "",
    }
    stage.answer("kubectl", fail + "".join(f"[[ $arguments != get\\ {k}* ]] || echo '{v}'\n" for k, v in shown.items()))
    stage.answer("helm", f"{fail}[[ $arguments != history* ]] || echo '{json.dumps(history)}'")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"rollout": CANARY}, [ABORT, HELM]),
        ({"rollout": STALE}, [ABORT, HELM]),
        ({"rollout": DONE}, [HELM]),
        ({"rollout": PREVIEW}, [ABORT, HELM]),
        ({"rollout": STALE_BLUE}, [ABORT, HELM]),
        ({"rollout": PROMOTED}, ["kubectl argo rollouts undo summit", HELM]),
        ({"rollout": STABLE}, ["kubectl argo rollouts undo summit", HELM]),
        ({"deployment": DEPLOYMENT}, [HELM]),
        ({"rollout": CANARY, "deployment": DEPLOYMENT}, [ABORT, HELM]),
    ],
)
def test_what_is_done_follows_what_is_there(stage: Stage, found: dict[str, Any], expected: list[str]) -> None:
    cluster(stage, **found)
    done = stage.run(SCRIPT, *WHICH)
    assert done.returncode == 0, done.stderr
    assert stage.changes() == expected
    status = [call for call in stage.calls("kubectl") if "status" in call]
    assert [("argo" in call) for call in status] == ["rollout" in found]


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ({"rollout": FIRST}, "rollout"),
        ({"rollout": DONE, "history": HISTORY[:1]}, "rollout"),
        ({"deployment": DEPLOYMENT, "history": [{"revision": 1, "status": "failed"}, HISTORY[2]]}, "deployment"),
    ],
)
def test_nothing_to_go_back_to(stage: Stage, found: dict[str, Any], kind: str) -> None:
    cluster(stage, **found)
    assert stage.run(SCRIPT, *WHICH).returncode == 3
    assert stage.changes() == [f"kubectl scale {kind}/summit --replicas=0"]
    cluster(stage, **found, failing="scale")
    assert stage.run(SCRIPT, *WHICH).returncode == 1


@pytest.mark.parametrize("failing", ["rollback", "abort", "status", "history", "get"])
def test_group_15_a_step_that_fails_is_not_success(stage: Stage, failing: str) -> None:
    cluster(stage, CANARY, failing=failing)
    done = stage.run(SCRIPT, *WHICH)
    assert done.returncode == 1
    assert "error: " in done.stderr
    # The rest is still tried, once it is known what there is to do.
    assert stage.changes() == ([] if failing in ("history", "get") else [ABORT, HELM])


@pytest.mark.parametrize("ready", [0, None, "", "x"])
def test_group_14_without_ready_pods_it_failed(stage: Stage, ready: object) -> None:
    cluster(stage, rollout("canary", stableRS="a", currentPodHash="a", readyReplicas=ready))
    done = stage.run(SCRIPT, *WHICH)
    assert done.returncode == 1
    assert "no pod of summit is ready" in done.stderr


def test_group_14_what_does_not_exist_is_an_error(stage: Stage) -> None:
    cluster(stage)
    done = stage.run(SCRIPT, *WHICH)
    assert done.returncode == 1
    assert "neither a Rollout nor a Deployment summit" in done.stderr
    assert stage.changes() == []


def test_a_cluster_without_rollouts_has_deployments(stage: Stage) -> None:
    cluster(stage, deployment=DEPLOYMENT)
    missing = 'echo "error: the server doesn\'t have a resource type \\"rollouts\\"" >&2; exit 1'
    old = (stage.folder / "kubectl.answer").read_text()
    stage.answer("kubectl", f'case "$arguments" in get\\ rollouts*) {missing} ;; esac\n{old}')
    assert stage.run(SCRIPT, *WHICH).returncode == 0
    assert stage.changes() == [HELM]
    stage.answer("kubectl", f'case "$arguments" in get\\ rollouts*) echo refused >&2; exit 1 ;; esac\n{old}')
    done = stage.run(SCRIPT, *WHICH)
    assert done.returncode == 1
    assert "the Rollout summit can't be read: refused" in done.stderr
    assert stage.changes() == []


def test_group_16_release_and_namespace_are_the_specs(stage: Stage) -> None:
    cluster(stage, DONE)
    assert stage.run(SCRIPT, "--environment", "staging", "--workload", "web").returncode == 0
    for call in (*stage.calls("helm"), *stage.calls("kubectl")):
        assert call[call.index("--namespace") + 1] == "intelgraph-staging"
        assert "web" in call or "deployment/web" in call


def test_group_16_every_option_does_something(stage: Stage) -> None:
    cluster(stage, PROMOTED)
    words = ["--timeout", "60", "--revision", "8", "--rollout-revision", "2", "--reason", "because"]
    for arguments in ([*words, *WHICH], [*WHICH, *words]):
        done = stage.run(SCRIPT, *arguments, SLACK_WEBHOOK_URL="https://hooks.example.com/x")
        assert done.returncode == 0, done.stderr
        assert stage.changes() == [
            "kubectl argo rollouts undo summit --to-revision=2",
            "helm rollback summit 8 --timeout 60s",
        ]
        (told,) = stage.calls("curl")
        text = "summit in prod was rolled back to revision 8 (because)"
        assert json.loads(told[told.index("--data") + 1]) == {"text": text}
        assert "hooks.example.com" not in " ".join(told)


def test_a_dry_run_changes_nothing(stage: Stage) -> None:
    cluster(stage, CANARY)
    done = stage.run(SCRIPT, "--dry-run", *WHICH)
    assert done.returncode == 0
    assert stage.changes() == []
    assert f"+ {ABORT} --namespace intelgraph-prod" in done.stderr
    assert "+ helm rollback summit 3 --namespace intelgraph-prod" in done.stderr


@pytest.mark.parametrize("note", [{"argocd.argoproj.io/tracking-id": "x"}, {"helm.toolkit.fluxcd.io/name": "x"}])
def test_what_git_would_undo_is_said(stage: Stage, note: dict[str, str]) -> None:
    cluster(stage, {**DONE, "metadata": {"generation": 4, "annotations": note}})
    assert "revert the commit as well" in stage.run(SCRIPT, *WHICH).stderr
    cluster(stage, DONE)
    assert "revert" not in stage.run(SCRIPT, *WHICH).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--environment", "prod"), ("--workload", "summit"), (*WHICH, "now"), (*WHICH, "--revision", "0"),
        (*WHICH, "--timeout", "5m"), (*WHICH, "--rollout-revision", "x"), ("--environment", "prod", "--workload", "*"),
        (*WHICH, "--reason"),
    ],
)  # fmt: skip
def test_a_wrong_call(stage: Stage, arguments: tuple[str, ...]) -> None:
    done = stage.run(SCRIPT, *arguments)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert stage.calls() == []
