"""The workflow that pushes, pull requests and people start: ``optimized-deployment.yml``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.targets.workflows import images
from summitgen.targets.workflows.commented import Commented, Expression
from summitgen.targets.workflows.facts import as_json, plan_of
from summitgen.targets.workflows.steps import RUNNER, checkout, cluster, expression, permissions, run, uses

if TYPE_CHECKING:
    from summitgen.targets.workflows.commented import Node
    from summitgen.targets.workflows.facts import Facts

ENTRY = "optimized-deployment.yml"
DELIVERY = "deliver-workload.yml"
PULL_REQUEST = "github.event_name == 'pull_request'"
DETERMINED = "needs.determine-environment.outputs"
HANDED_ON = ("environment", "tier", "namespace", "cluster", "region", "kubectl")
WATCHED = ("watch-seconds", "watch-minutes", "session-seconds", "open-end")
OF_MATRIX = ("workload", "strategy", "built", "registry", *WATCHED)


def entry(facts: Facts) -> dict[str, Node]:
    """The workflow as data."""
    return {
        "name": "Optimized deployment",
        "on": _triggers(facts),
        "permissions": {},
        # A newer push makes the check of a pull request idle; all other runs are groups of their own, so none waits
        # for another or is dropped here: the jobs that deploy have their locks.
        "concurrency": {
            "group": Expression(f"{ENTRY}-${{{{ {PULL_REQUEST} && github.ref || github.run_id }}}}"),
            "cancel-in-progress": expression(PULL_REQUEST),
        },
        "jobs": {
            "pull-request": images.pull_request(facts),
            "build": images.build(facts),
            "publish": images.publish(facts),
            "scan": images.scan(facts),
            "determine-environment": _determine(facts),
            "prepare-environment": _prepare(facts),
            "deploy": _deploy(facts),
            "notify": _notify(facts),
        },
    }


def trigger(branch: str) -> str:
    """A filter of pushes that lets at least this branch pass: what GitHub might read otherwise is left open.

    The job that determines the environment looks at the exact pattern.
    """
    return re.sub(r"\*{3,}", "**", re.sub(r"[^A-Za-z0-9._/*-]+", "*", branch))


def _triggers(facts: Facts) -> Node:
    environments: list[Node] = ["auto", *(one.name for one in facts.environments)]
    workloads: list[Node] = ["all", *facts.workloads]
    strategies: list[Node] = ["default", "standard", "blueGreen", "canary"]
    inputs: Node = {
        "environment": _choice("Where to; auto is the environment of the branch.", environments),
        "workload": _choice("What.", workloads),
        "deployment_strategy": _choice("How; default is what the spec selects.", strategies),
    }
    filters: list[Node] = [*dict.fromkeys(trigger(branch) for branch in facts.branches)]
    push: dict[str, Node] = {"push": {"branches": filters}} if filters else {}
    return {**push, "pull_request": {}, "workflow_dispatch": {"inputs": inputs}}


def _choice(description: str, options: list[Node]) -> Node:
    return {"description": description, "type": "choice", "options": options, "default": options[0]}


def _determine(facts: Facts) -> Node:
    env: dict[str, Node] = {
        "PLAN": as_json(plan_of(facts)),
        "EVENT_NAME": expression("github.event_name"),
        "REF_NAME": expression("github.ref_name"),
        "REF_TYPE": expression("github.ref_type"),
        "WANTED_ENVIRONMENT": expression("inputs.environment"),
        "WANTED_STRATEGY": expression("inputs.deployment_strategy"),
        "WANTED_WORKLOAD": expression("inputs.workload"),
    }
    return {
        "name": "Determine the environment",
        "if": expression(images.PUSHED),
        "runs-on": RUNNER,
        "timeout-minutes": 5,
        "permissions": {},
        "outputs": {name: expression(f"steps.determine.outputs.{name}") for name in (*HANDED_ON, "deliveries")},
        "steps": [run("Determine the environment", "determine_environment.py", env, id="determine")],
    }


def _prepare(facts: Facts) -> Node:
    env: dict[str, Node] = {"CHART": facts.chart, "ENVIRONMENT": expression(f"{DETERMINED}.environment")}
    login = cluster(
        facts,
        expression(f"{DETERMINED}.region"),
        expression(f"{DETERMINED}.cluster"),
        expression(f"{DETERMINED}.kubectl"),
        3600,
    )
    return {
        "name": "Prepare the environment",
        "needs": ["determine-environment", "scan"],
        "if": expression(f"{DETERMINED}.environment != ''"),
        "runs-on": RUNNER,
        "timeout-minutes": 15,
        # Its reviewers approve the run here, once, for all workloads.
        "environment": expression(f"{DETERMINED}.environment"),
        "permissions": permissions(contents="read", id_token="write"),
        "concurrency": _lock(f"deploy-${{{{ {DETERMINED}.environment }}}}"),
        "steps": [checkout(facts), *login, run("Install what the environment shares", "prepare.sh", env)],
    }


def _deploy(facts: Facts) -> Node:
    handed: dict[str, Node] = {name: expression(f"{DETERMINED}.{name}") for name in HANDED_ON}
    handed |= {name: expression(f"matrix.{name}") for name in OF_MATRIX}
    secrets: Node = {name: expression(f"secrets.{name}") for name in facts.registry_secrets}
    return {
        "name": expression("format('Deploy {0}', matrix.workload)"),
        "needs": ["determine-environment", "prepare-environment"],
        "if": expression(f"{DETERMINED}.environment != ''"),
        "permissions": permissions(attestations="read", contents="read", id_token="write", packages="read"),
        "strategy": {"fail-fast": False, "matrix": {"include": expression(f"fromJSON({DETERMINED}.deliveries)")}},
        # One lock from the deployment over the watch to the rollback: a called workflow holds its caller's.
        "concurrency": _lock(f"deploy-${{{{ {DETERMINED}.environment }}}}-${{{{ matrix.workload }}}}"),
        # zizmor asks for `$/`, which actionlint refuses.
        "uses": Commented(f"./.github/workflows/{DELIVERY}", "zizmor: ignore[self-repository]"),
        "with": handed,
        **({"secrets": secrets} if secrets else {}),
    }


def _lock(group: str) -> Node:
    return {"group": Expression(group), "cancel-in-progress": False, "queue": "max"}


def _notify(facts: Facts) -> Node:
    channels = {one.name: one.spec.pipeline.notifications.slack_channel for one in facts.environments}
    env: dict[str, Node] = {
        "CHANNELS": as_json(channels),
        "ENVIRONMENT": expression(f"{DETERMINED}.environment"),
        "REF_NAME": expression("github.ref_name"),
        "REPOSITORY": expression("github.repository"),
        "RESULTS": expression("toJSON(needs)"),
        "RUN_URL": expression(
            "format('{0}/{1}/actions/runs/{2}', github.server_url, github.repository, github.run_id)"
        ),
    }
    given = expression("env.SLACK_WEBHOOK_URL != ''")
    slack = uses(
        facts,
        "slackapi/slack-github-action",
        "Tell Slack",
        webhook=expression("env.SLACK_WEBHOOK_URL"),
        webhook_type="incoming-webhook",
        payload_file_path="payload.json",
    )
    return {
        "name": "Notify",
        "needs": ["build", "publish", "scan", "determine-environment", "prepare-environment", "deploy"],
        "if": expression(f"always() && {images.PUSHED}"),
        "runs-on": RUNNER,
        "timeout-minutes": 5,
        "permissions": {},
        "env": {"SLACK_WEBHOOK_URL": expression("secrets.SLACK_WEBHOOK_URL")},
        "steps": [run("Write the message", "message.py", env), {**slack, "if": given}],
    }
