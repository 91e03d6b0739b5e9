"""The workflows' scripts, run for real with programs that write down how they are called, and fail when told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.targets.workflows.scripts import DIGEST, Step

if TYPE_CHECKING:
    from pathlib import Path

WHERE = {"WORKLOAD": "web", "NAMESPACE": "shop", "ENVIRONMENT": "prod", "CHART": "out/helm/shop"}
HISTORY = [
    {"revision": 3, "status": "superseded"},
    {"revision": 4, "status": "deployed"},
    {"revision": 5, "status": "failed"},
]
HOSTILE = [
    "a'b",
    'a"b',
    "$(touch owned)",
    "`touch owned`",
    "a;touch owned",
    "a b",
    "-x",
    "a\nb=c",
    "${{ x }}",
    "*",
    "é",
]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(tmp_path)


def deploy(step: Step, strategy: str = "canary", digest: str = DIGEST, **env: str) -> Any:
    return step.run("deploy.sh", **{**WHERE, "STRATEGY": strategy, "DIGEST": digest, **env})


def test_deploy_records_where_it_can_go_back_to_and_waits_for_nothing(step: Step) -> None:
    step.replies("helm", {"list": [{"name": "web"}], "history": HISTORY})
    step.answer("kubectl", "printf 12")
    done = deploy(step)
    assert done.status == 0, done.said
    assert done.outputs == {"previous": "4", "rollout-revision": "12", "started": "true"}
    upgrade = ("helm", "upgrade", "--install", "web", "out/helm/shop", "--namespace", "shop")
    values = ("--values", "out/helm/shop/values/prod/web.yaml", "--set-string", "deploymentStrategy=canary")
    assert done.calls[-1] == (*upgrade, *values, "--set-string", f"image.digest={DIGEST}", "--timeout", "10m")
    assert ("helm", "list", "--all", "--namespace", "shop", "--filter", "^web$", "--output", "json") in done.calls


def test_deploy_of_an_image_that_is_not_built_names_no_digest(step: Step) -> None:
    step.replies("helm", {"list": [], "history": HISTORY})
    done = deploy(step, "standard", "")
    assert done.outputs == {"previous": "", "rollout-revision": "", "started": "true"}
    assert [call[:2] for call in done.calls] == [("helm", "list"), ("helm", "upgrade")]
    assert not any("image.digest" in word for call in done.calls for word in call)


def test_deploy_after_a_first_one_that_failed_has_nothing_to_go_back_to(step: Step) -> None:
    step.replies("helm", {"list": [{}], "history": [{"revision": 1, "status": "failed"}]})
    assert deploy(step).outputs["previous"] == ""


@pytest.mark.parametrize(("program", "failing"), [("helm", "list"), ("helm", "history"), ("kubectl", "get")])
def test_deploy_of_a_cluster_that_does_not_answer_has_not_started(step: Step, program: str, failing: str) -> None:
    step.replies("helm", {"list": [{}], "history": HISTORY}, failing if program == "helm" else "")
    step.replies("kubectl", {}, failing if program == "kubectl" else "")
    done = deploy(step)
    assert done.status != 0
    assert done.outputs == {}
    assert not any("upgrade" in call for call in done.calls)


def test_deploy_takes_no_silence_for_a_first_deployment(step: Step) -> None:
    done = deploy(step)
    assert done.status != 0
    assert (done.outputs, len(done.calls)) == ({}, 1)


def test_deploy_that_fails_has_started(step: Step) -> None:
    step.replies("helm", {"list": [{}], "history": HISTORY}, "upgrade")
    done = deploy(step)
    assert done.status == 7
    assert done.outputs["started"] == "true"


@pytest.mark.parametrize("text", HOSTILE)
def test_values_reach_helm_as_words(step: Step, text: str) -> None:
    step.replies("helm", {"list": []})
    done = deploy(step, NAMESPACE=text, STRATEGY=text, DIGEST=text)
    assert done.status == 0, done.said
    assert done.calls[-1][6] == text
    assert f"deploymentStrategy={text}" in done.calls[-1]
    assert f"image.digest={text}" in done.calls[-1]
    assert not (step.folder / "owned").exists()
    for script in ("prepare.sh", "rollback.sh"):
        called = step.run(script, **{**WHERE, "ENVIRONMENT": text, "STRATEGY": text, "NAMESPACE": text, "PREVIOUS": ""})
        assert any(text in word for word in called.calls[-1])
        assert not (step.folder / "owned").exists()


def test_prepare_installs_the_release_of_the_environment(step: Step) -> None:
    done = step.run("prepare.sh", **WHERE)
    words = "helm upgrade --install prod-environment out/helm/shop-environment --namespace default --values"
    assert (done.status, done.calls) == (
        0,
        [(*words.split(), "out/helm/shop-environment/values/prod.yaml", "--timeout", "5m")],
    )
    step.replies("helm", {}, "upgrade")
    assert step.run("prepare.sh", **WHERE).status == 7


BAKE = {"BAKE_FILE": "out/docker/docker-bake.hcl", "WORKLOAD": "web", "TOKEN": "s3cret", "OTHER": "t0o"}
COMMIT = ("git", "-c", "log.showSignature=false", "log", "-1", "--format=%ct")
METADATA = {"web": {"containerimage.digest": DIGEST}, "other": {"containerimage.digest": f"sha256:{'b' * 64}"}}


def bake(step: Step, push: str, answer: str) -> Any:
    step.answer("git", "echo 1600000000")
    step.answer("docker", f'printf %s "$SOURCE_DATE_EPOCH" >epoch; {answer}')
    return step.run("bake.sh", **BAKE, PUSH=push)


def test_bake_keeps_the_digest_of_its_target(step: Step) -> None:
    done = bake(step, "true", f"echo '{json.dumps(METADATA)}' >metadata.json")
    assert done.status == 0, done.said
    words = "docker buildx bake --file out/docker/docker-bake.hcl --metadata-file metadata.json web"
    assert done.calls == [COMMIT, tuple(words.split())]
    assert (step.folder / "epoch").read_text(encoding="utf-8") == "1600000000"
    assert [file.name for file in (step.folder / "digests").iterdir()] == ["a" * 64]


def test_bake_of_a_pull_request_keeps_no_digest(step: Step) -> None:
    done = bake(step, "false", "true")
    assert (done.status, len(done.calls)) == (0, 2)
    assert not (step.folder / "digests").exists()


@pytest.mark.parametrize("answer", ["exit 9", "echo '{}' >metadata.json", "true", "echo '{\"web\": 1}' >metadata.json"])
def test_a_bake_that_fails_or_names_no_digest_leaves_none(step: Step, answer: str) -> None:
    done = bake(step, "true", answer)
    assert done.status == 9 if answer == "exit 9" else done.status != 0
    assert not (step.folder / "digests").exists()


def test_without_a_commit_nothing_is_built(step: Step) -> None:
    step.answer("git", "exit 128")
    done = step.run("bake.sh", **BAKE, PUSH="true")
    assert (done.status, done.calls) == (128, [COMMIT])


def publish(step: Step, digests: int, platforms: str = "2") -> Any:
    (step.folder / "digests").mkdir()
    for index in range(digests):
        (step.folder / "digests" / (str(index) * 64)).write_text("", encoding="utf-8")
    return step.run("publish.sh", IMAGE="ghcr.io/shop/web", PLATFORMS=platforms, GITHUB_SHA="c0ffee")


def test_publish_merges_the_platforms_and_names_the_digest(step: Step) -> None:
    step.replies("docker", {"buildx imagetools inspect": {"digest": DIGEST}})
    done = publish(step, 2)
    assert done.status == 0, done.said
    assert done.outputs == {"digest": DIGEST}
    references = tuple(f"ghcr.io/shop/web@sha256:{str(index) * 64}" for index in range(2))
    create = ("docker", "buildx", "imagetools", "create", "--tag", "ghcr.io/shop/web:sha-c0ffee", *references)
    assert done.calls[0] == create
    assert (step.folder / "digest").read_text(encoding="utf-8") == f"{DIGEST}\n"


@pytest.mark.parametrize(
    ("digests", "platforms", "failing", "answer"),
    [
        (1, "2", "", DIGEST),
        (0, "1", "", DIGEST),
        (3, "2", "", DIGEST),
        (2, "2", "create", DIGEST),
        (2, "2", "inspect", DIGEST),
        (2, "2", "", "latest"),
    ],
)
def test_publish_without_all_platforms_or_a_digest_fails(
    step: Step, digests: int, platforms: str, failing: str, answer: str
) -> None:
    step.replies("docker", {"buildx imagetools inspect": {"digest": answer}}, failing)
    done = publish(step, digests, platforms)
    assert done.status != 0
    assert done.outputs == {}
    assert not (step.folder / "digest").exists()
    assert bool(done.calls) == (str(digests) == platforms)


@pytest.mark.parametrize("text", [None, "", "latest", f"{DIGEST}0", f"x{DIGEST}", "$(touch owned)"])
def test_a_digest_that_is_none_ends_the_job(step: Step, text: str | None) -> None:
    if text is not None:
        (step.folder / "digest").write_text(text, encoding="utf-8")
    done = step.run("read_digest.sh")
    assert done.status != 0
    assert done.outputs == {}
    (step.folder / "digest").write_text(f"{DIGEST}\n", encoding="utf-8")
    assert step.run("read_digest.sh").outputs == {"digest": DIGEST}


def test_provenance_is_asked_for_the_workloads_own_image(step: Step) -> None:
    env = {
        "IMAGES": json.dumps({"a": "ghcr.io/shop/a", "web": "ghcr.io/shop/web"}),
        "WORKLOAD": "web",
        "DIGEST": DIGEST,
    }
    done = step.run("verify_provenance.sh", **env, GITHUB_REPOSITORY="shop/shop")
    assert done.calls == [("gh", "attestation", "verify", f"oci://ghcr.io/shop/web@{DIGEST}", "--repo", "shop/shop")]
    step.replies("gh", {}, "verify")
    assert step.run("verify_provenance.sh", **env, GITHUB_REPOSITORY="shop/shop").status == 7


def deployed(image: str = f"ghcr.io/shop/web@{DIGEST}", ready: int = 2) -> dict[str, Any]:
    pods = {"spec": {"containers": [{"name": "other", "image": "x"}, {"name": "web", "image": image}]}}
    return {"spec": {"replicas": 2, "template": pods}, "status": {"readyReplicas": ready} if ready else {}}


@pytest.mark.parametrize(
    ("found", "digest", "status"),
    [
        (deployed(), DIGEST, 0),
        (deployed("ghcr.io/shop/web:1"), "", 0),
        (deployed("ghcr.io/shop/web:1"), DIGEST, 1),
        (deployed(ready=1), DIGEST, 1),
        (deployed(ready=0), DIGEST, 1),
        ({**deployed(ready=0), "spec": {**deployed()["spec"], "replicas": 0}}, DIGEST, 1),
    ],
)
def test_verify_wants_all_pods_of_this_image(step: Step, found: dict[str, Any], digest: str, status: int) -> None:
    step.replies("kubectl", {"get": found})
    done = step.run("verify.py", **WHERE, STRATEGY="canary", DIGEST=digest)
    assert done.status == status, done.said
    assert done.calls[0][:4] == ("kubectl", "get", "rollouts.argoproj.io", "web")
    assert ("::error::web: " in done.said) == bool(status)


def test_verify_takes_what_it_cannot_read_for_no_success(step: Step) -> None:
    step.replies("kubectl", {}, "get")
    assert step.run("verify.py", **WHERE, STRATEGY="standard", DIGEST="").status != 0
    step.replies("kubectl", {})
    done = step.run("verify.py", **WHERE, STRATEGY="standard", DIGEST="")
    assert done.status != 0
    assert done.calls[0][2] == "deployments.apps"


RESULTS = {"deploy": {"result": "success"}, "scan": {"result": "skipped"}}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("result", ["success", "failure", "cancelled"])
def test_message_is_json_whatever_a_branch_is_called(step: Step, text: str, result: str) -> None:
    env = {
        "REPOSITORY": "shop/shop",
        "RUN_URL": "https://x",
        "CHANNELS": '{"prod": "#a", "dev": null}',
        "REF_NAME": text,
    }
    results = json.dumps({**RESULTS, "build": {"result": result}})
    assert step.run("message.py", **env, RESULTS=results, ENVIRONMENT="prod").status == 0
    sent = json.loads((step.folder / "payload.json").read_text(encoding="utf-8"))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert sent["text"].startswith(f"shop/shop: {result} ({escaped} to prod)\nhttps://x")
    assert sent["text"].endswith(f"\nbuild: {result}") == (result != "success")
    assert sent["channel"] == "#a"
    assert step.run("message.py", **env, RESULTS=results, ENVIRONMENT="").status == 0
    assert "channel" not in json.loads((step.folder / "payload.json").read_text(encoding="utf-8"))


def choose(step: Step, plan: dict[str, Any], **env: str) -> Any:
    wanted = {"WANTED_ENVIRONMENT": "", "WANTED_STRATEGY": "", "WANTED_WORKLOAD": ""}
    return step.run("determine_environment.py", **{"PLAN": json.dumps(plan), "REF_TYPE": "branch", **wanted, **env})


@pytest.mark.parametrize("text", HOSTILE)
def test_determine_hands_on_any_value_as_one_output(step: Step, text: str) -> None:
    workload = {"default": "canary", "strategies": {"canary": {"built": True}}}
    plan = {"prod": {"tier": "production", "branches": [text], "workloads": {"web": workload}, "region": text}}
    plan["prod"] |= dict.fromkeys(("namespace", "cluster", "kubectl"), text)
    done = choose(step, plan, EVENT_NAME="push", REF_NAME=text)
    assert done.status == 0, done.said
    names = {"environment", "tier", "namespace", "cluster", "region", "kubectl", "deliveries"}
    assert set(done.outputs) == names
    assert (done.outputs["environment"], done.outputs["region"]) == ("prod", text)
    assert json.loads(done.outputs["deliveries"]) == [{"workload": "web", "strategy": "canary", "built": True}]
    assert choose(step, plan, EVENT_NAME="push", REF_NAME=f"{text}x").outputs["environment"] == (
        "prod" if text == "*" else ""
    )
    for name in ("WANTED_ENVIRONMENT", "WANTED_STRATEGY", "WANTED_WORKLOAD"):
        refused = choose(step, plan, EVENT_NAME="workflow_dispatch", REF_NAME=text, **{name: text})
        assert (refused.status, refused.outputs) == (1, {})
        assert refused.said.startswith("::error::") and refused.said.count("\n") == 1


def test_watch_ends_with_the_state_of_the_rollout(step: Step) -> None:
    env = {**WHERE, "STRATEGY": "canary", "WATCH_SECONDS": "0", "WATCH_PAUSE": "0", "OPEN_END": "false"}
    found = {"kind": "Rollout", "metadata": {"generation": 1}, "spec": {}}
    for phase, state, status in (("Healthy", "healthy", 0), ("Degraded", "failed", 1), ("Progressing", "late", 1)):
        step.replies("kubectl", {"get": {**found, "status": {"phase": phase, "observedGeneration": "1"}}})
        done = step.run("watch.py", **env)
        assert (done.status, done.outputs) == (status, {"state": state})
    assert step.run("watch.py", **{**env, "OPEN_END": "true"}).outputs == {"state": "waiting"}
    step.replies("kubectl", {}, "get")
    unreadable = step.run("watch.py", **{**env, "WATCH_SECONDS": "60"})
    assert (unreadable.status, unreadable.outputs, len(unreadable.calls)) == (1, {"state": "unreadable"}, 12)
