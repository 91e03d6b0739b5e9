"""The guide's commands, each made of words and quoted as a shell needs it, in code blocks that nothing can end."""

from __future__ import annotations

import re
from shlex import quote
from typing import TYPE_CHECKING

from summitgen.targets.scripts import BUILD, ROLLBACK, WATCH, built

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summitgen.values.compilation import Compilation
    from summitgen.values.context import Context

DIGEST = "sha256:DIGEST"
"""Stands for the digest of the image that is deployed."""


def block(commands: Iterable[Sequence[str]]) -> str:
    """A fenced code block with one command a line; empty without commands."""
    text = "\n".join(" ".join(quote(word) for word in command) for command in commands)
    return fenced(text, "sh") if text else ""


def fenced(text: str, language: str) -> str:
    """A code block whose fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def install_environment(out: str, project: str, environment: str) -> list[str]:
    """Installs what belongs to an environment's namespace."""
    chart = f"{out}/helm/{project}-environment"
    return [
        *("helm", "upgrade", "--install", f"{environment}-environment", chart),
        *("--namespace", "default", "--values", f"{chart}/values/{environment}.yaml"),
    ]


def deploy(out: str, context: Context) -> list[str]:
    """Deploys an image of a workload by its digest."""
    chart = f"{out}/helm/{context.project}"
    values = f"{chart}/values/{context.environment_name}/{context.name}.yaml"
    return [
        *("helm", "upgrade", "--install", context.name, chart, "--namespace", context.environment.namespace),
        *("--values", values, "--set", f"image.digest={DIGEST}"),
    ]


def record(context: Context) -> list[str]:
    """Shows the revision to go back to, before a deployment."""
    return ["helm", "history", context.name, "--namespace", context.environment.namespace, "--max", "1"]


def follow(context: Context) -> list[str]:
    """Shows a deployment's progress."""
    at = ("--namespace", context.environment.namespace)
    if context.strategy == "standard":
        return ["kubectl", "rollout", "status", f"deployment/{context.name}", *at]
    return ["kubectl", "argo", "rollouts", "get", "rollout", context.name, *at, "--watch"]


def promote(context: Context) -> list[str]:
    """Promotes a Rollout that waits for a person."""
    return ["kubectl", "argo", "rollouts", "promote", context.name, "--namespace", context.environment.namespace]


def watch(out: str, context: Context, command: str) -> list[str]:
    """Watches a deployment."""
    return [f"{out}/scripts/{WATCH}", command, *_which(context)]


def roll_back(out: str, context: Context, *more: str) -> list[str]:
    """Takes a deployment back."""
    return [f"{out}/scripts/{ROLLBACK}", *_which(context), *more]


def forward_prometheus(context: Context) -> list[str] | None:
    """Makes Prometheus reachable from outside the cluster; None where its address is that of no Service."""
    prometheus = context.environment.cluster.prometheus
    found = prometheus and re.fullmatch(r"http://([^./:]+)\.([^./:]+)(\.svc[^/:]*)?(?::(\d+))?/?", prometheus.address)
    if not found:
        return None
    service, namespace, _, port = found.groups()
    return ["kubectl", "port-forward", f"service/{service}", f"9090:{port or 80}", "--namespace", namespace]


def left_by(context: Context, verb: str) -> list[str]:
    """What an uninstalled release leaves behind, to be shown or deleted."""
    kinds, selector = "configmaps,externalsecrets", f"app.kubernetes.io/instance={context.name}"
    return ["kubectl", verb, kinds, "--namespace", context.environment.namespace, "--selector", selector]


def builds(compilation: Compilation) -> list[list[str]]:
    """Builds each image that is built."""
    script = f"{compilation.project.out}/scripts/{BUILD}"
    return [[script, "--workload", name, "--version", "VERSION", "--push"] for name in built(compilation)]


def _which(context: Context) -> tuple[str, ...]:
    return "--environment", context.environment_name, "--workload", context.name
