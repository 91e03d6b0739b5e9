"""What a person does with a Rollout and with the controller: commands, and the settings of Argo's own release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.printers.yaml import body
from summitgen.targets.guide.commands import deploy, fenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.environment import Cluster
    from summitgen.model.strategy import StrategyName
    from summitgen.values.context import Context

GATEWAY_PLUGIN = "argoproj-labs/gatewayAPI"


def same_kind(out: str, context: Context) -> Iterator[list[str]]:
    """Deploys by the other strategies that keep the workload's kind."""
    for other in _others(context, same=True):
        yield [*deploy(out, context), "--set", f"deploymentStrategy={other}"]


def other_kind(out: str, context: Context) -> Iterator[list[str]]:
    """Deploys by the strategies that replace a Deployment with a Rollout, or the other way round."""
    for other in _others(context, same=False):
        yield [*deploy(out, context), "--set", f"deploymentStrategy={other}", "--set", "allowStrategySwitch=true"]


def intervene(context: Context) -> list[list[str]]:
    """What a person can do with a rollout in progress: go on, skip everything, stop it, and try again."""
    at = ("--namespace", context.environment.namespace)
    rollouts = ("kubectl", "argo", "rollouts")
    return [
        [*rollouts, "status", context.name, *at],
        [*rollouts, "promote", context.name, *at],
        [*rollouts, "promote", context.name, *at, "--full"],
        [*rollouts, "abort", context.name, *at],
        [*rollouts, "retry", "rollout", context.name, *at],
    ]


def plugin(cluster: Cluster) -> str:
    """The controller's ConfigMap with the plugin that the cluster's traffic router needs; empty where it needs none."""
    if cluster.traffic_router != "gatewayApi":
        return ""
    names = {"name": "argo-rollouts-config", "namespace": cluster.rollouts_namespace}
    plugins = f"- name: {GATEWAY_PLUGIN}\n  location: LOCATION\n"
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": names, "data": {"trafficRouterPlugins": plugins}}
    return fenced(body(settings).rstrip("\n"), "yaml")


def _others(context: Context, *, same: bool) -> Iterator[StrategyName]:
    for other in context.allowed_strategies:
        if other != context.strategy and same is ((other == "standard") == (context.strategy == "standard")):
            yield other
