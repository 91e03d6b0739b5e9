"""The workflow that delivers one workload: deploy, watch, verify and, in production, roll back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.targets.workflows.facts import as_json
from summitgen.targets.workflows.steps import (
    RUNNER,
    checkout,
    cluster,
    expression,
    login,
    permissions,
    run,
    uses,
)

if TYPE_CHECKING:
    from summitgen.targets.workflows.commented import Node
    from summitgen.targets.workflows.facts import Facts

STRINGS = ("environment", "tier", "namespace", "cluster", "region", "kubectl", "workload", "strategy", "registry")
NUMBERS = ("watch-seconds", "watch-minutes", "session-seconds")
BOOLEANS = ("built", "open-end")
ENDED_BADLY = "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')"


def delivery(facts: Facts) -> dict[str, Node]:
    """The workflow as data."""
    types = {
        **dict.fromkeys(STRINGS, "string"),
        **dict.fromkeys(NUMBERS, "number"),
        **dict.fromkeys(BOOLEANS, "boolean"),
    }
    inputs: dict[str, Node] = {name: {"type": kind, "required": True} for name, kind in types.items()}
    secrets: dict[str, Node] = {name: {"required": True} for name in facts.registry_secrets}
    called: dict[str, Node] = {"inputs": inputs, **({"secrets": secrets} if secrets else {})}
    return {
        "name": "Deliver a workload",
        "on": {"workflow_call": called},
        "permissions": {},
        "jobs": {
            "deploy": _deploy(facts),
            "monitor-canary": _monitor(facts),
            "post-deploy": _verify(facts),
            "rollback": _rollback(facts),
        },
    }


def _deploy(facts: Facts) -> Node:
    digest = expression("steps.image.outputs.digest")
    built = {"if": expression("inputs.built")}
    repositories = {image.workload: image.repository for image in facts.images}
    verify = run(
        "Verify the image's provenance",
        "verify_provenance.sh",
        {
            "DIGEST": digest,
            "GH_TOKEN": expression("github.token"),
            "IMAGES": as_json(repositories),
            "WORKLOAD": expression("inputs.workload"),
        },
    )
    env = {**_env("workload", "namespace", "environment", "strategy"), "CHART": facts.chart, "DIGEST": digest}
    return {
        "name": "Deploy",
        **_where(minutes=25),
        "outputs": {
            "digest": digest,
            "previous": expression("steps.deploy.outputs.previous"),
            "rollout-revision": expression("steps.deploy.outputs.rollout-revision"),
            "started": expression("steps.deploy.outputs.started"),
        },
        "permissions": permissions(attestations="read", contents="read", id_token="write", packages="read"),
        "steps": [
            checkout(facts),
            {
                **uses(
                    facts,
                    "actions/download-artifact",
                    "Get the digest",
                    name=expression("format('image.{0}', inputs.workload)"),
                ),
                **built,
            },
            run("Read the digest", "read_digest.sh", {}, id="image", **built),
            {**login(facts, "inputs.registry"), **built},
            {**verify, **built},
            *_cluster(facts, 3600),
            run("Deploy", "deploy.sh", env, id="deploy"),
        ],
    }


def _monitor(facts: Facts) -> Node:
    watch = run("Watch", "watch.py", _watch_env(expression("inputs.watch-seconds")), id="watch")
    return {
        "name": "Monitor",
        "needs": ["deploy"],
        **_where(minutes=expression("inputs.watch-minutes")),
        "permissions": permissions(id_token="write"),
        "steps": [*_cluster(facts, expression("inputs.session-seconds")), watch],
    }


def _verify(facts: Facts) -> Node:
    env = {**_env("workload", "namespace", "strategy"), "DIGEST": expression("needs.deploy.outputs.digest")}
    return {
        "name": "Verify",
        "needs": ["deploy", "monitor-canary"],
        **_where(minutes=15),
        "permissions": permissions(id_token="write"),
        "steps": [*_cluster(facts, 3600), run("Compare the cluster with what was deployed", "verify.py", env)],
    }


def _rollback(facts: Facts) -> Node:
    outputs = {
        "PREVIOUS": expression("needs.deploy.outputs.previous"),
        "ROLLOUT_REVISION": expression("needs.deploy.outputs.rollout-revision"),
    }
    env = {**_env("workload", "namespace", "strategy"), **outputs}
    watch = run("Wait until it is healthy again", "watch.py", {**_watch_env("900"), "OPEN_END": "false"})
    started = "inputs.tier == 'production' && needs.deploy.outputs.started == 'true'"
    return {
        "name": "Roll back",
        "needs": ["deploy", "monitor-canary", "post-deploy"],
        "if": expression(f"always() && {started} && ({ENDED_BADLY})"),
        **_where(minutes=40),
        "permissions": permissions(id_token="write"),
        "steps": [
            *_cluster(facts, 3600),
            run("Roll back", "rollback.sh", env, id="rollback"),
            {**watch, "if": expression("!cancelled() && steps.rollback.outputs.done == 'true'")},
        ],
    }


def _where(minutes: Node) -> dict[str, Node]:
    # Without reviewers: the run was approved when the environment was prepared, and no rollback waits for a person.
    unattended = expression("format('{0}-unattended', inputs.environment)")
    return {"runs-on": RUNNER, "timeout-minutes": minutes, "environment": unattended}


def _env(*names: str) -> dict[str, Node]:
    return {name.replace("-", "_").upper(): expression(f"inputs.{name}") for name in names}


def _watch_env(seconds: Node) -> dict[str, Node]:
    return {**_env("workload", "namespace", "strategy", "open-end"), "WATCH_SECONDS": seconds}


def _cluster(facts: Facts, session: Node) -> list[Node]:
    region, name, kubectl = (expression(f"inputs.{one}") for one in ("region", "cluster", "kubectl"))
    return cluster(facts, region, name, kubectl, session)
