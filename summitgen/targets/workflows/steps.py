"""Steps of jobs, and what jobs have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.resources import path
from summitgen.targets.workflows.commented import Commented, Expression
from summitgen.targets.workflows.facts import GITHUB_REGISTRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.targets.workflows.commented import Node
    from summitgen.targets.workflows.facts import Facts

Step = dict[str, "Node"]
HELM = "v3.19.5"
BUILDX = "v0.38.2"
RUNNER = "ubuntu-24.04"
RUNNERS = {"linux/amd64": RUNNER, "linux/arm64": "ubuntu-24.04-arm"}
WHY = {
    "actions": "the upload looks at the run",
    "attestations": "the image's provenance",
    "contents": "the sources and out/",
    "id-token": "a token for the cloud, or for the attestation's signature",
    "packages": "the images",
    "security-events": "the scan's findings",
}


def permissions(**levels: str) -> Node:
    """A job's grants, each with the reason behind it; ``_`` stands for ``-`` in names."""
    grants = {name.replace("_", "-"): level for name, level in levels.items()}
    return {name: Commented(level, WHY[name]) for name, level in sorted(grants.items())}


def expression(text: str) -> Expression:
    """An expression of summitgen's own, without its braces."""
    return Expression(f"${{{{ {text} }}}}")


def uses(facts: Facts, action: str, name: str, /, **inputs: Node) -> Step:
    """A step that runs an action at its pinned commit; ``_`` stands for ``-`` in the inputs' names."""
    pin = facts.pins[action]
    step: Step = {"name": name, "uses": Commented(f"{action}@{pin.commit}", pin.version)}
    if inputs:
        step["with"] = {key.replace("_", "-"): value for key, value in inputs.items()}
    return step


def run(name: str, file: str, env: Mapping[str, Node], **more: Node) -> Step:
    """A step that runs a script of templates/workflows; everything it works on comes through its environment."""
    script = (path("templates") / "workflows" / file).read_text(encoding="utf-8")
    shell = "python" if file.endswith(".py") else "bash"
    given: Step = {"env": dict(env)} if env else {}
    return {"name": name, **more, "shell": shell, **given, "run": script}


def checkout(facts: Facts) -> Step:
    """The repository, without credentials left behind."""
    return uses(facts, "actions/checkout", "Check out", persist_credentials=False)


def buildx(facts: Facts) -> Step:
    """A builder of its own, in which caches and attestations can be written."""
    return uses(facts, "docker/setup-buildx-action", "Set up buildx", version=BUILDX)


def login(facts: Facts, registry: str) -> Step:
    """Log in to the registry that an expression names: GitHub's own by the run's token, another by two secrets."""
    user, password = "github.actor", "github.token"
    if facts.registry_secrets:
        own = f"{registry} == '{GITHUB_REGISTRY}'"
        # A token is never empty, so that these choose as they read.
        user, password = (
            f"{own} && {one} || secrets.{secret}"
            for one, secret in zip((user, password), facts.registry_secrets, strict=True)
        )
    named = {"registry": expression(registry), "username": expression(user), "password": expression(password)}
    return uses(facts, "docker/login-action", "Log in to the registry", **named)


def cluster(facts: Facts, region: Node, name: Node, kubectl: Node, session: Node) -> list[Node]:
    """Tools at pinned versions, and a login to the cluster that lasts as long as the job."""
    role = expression("vars.AWS_ROLE_ARN")
    aws = uses(
        facts,
        "aws-actions/configure-aws-credentials",
        "Log in to AWS",
        role_to_assume=role,
        aws_region=region,
        role_duration_seconds=session,
    )
    return [
        uses(facts, "azure/setup-helm", "Set up helm", version=HELM),
        uses(facts, "azure/setup-kubectl", "Set up kubectl", version=kubectl),
        aws,
        {
            "name": "Log in to the cluster",
            "env": {"CLUSTER": name, "REGION": region},
            "run": 'aws eks update-kubeconfig --name="$CLUSTER" --region="$REGION"',
        },
    ]
