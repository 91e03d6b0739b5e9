"""The guide: its commands exist, its numbers are the compiled ones, and a threshold is said where it belongs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from summitgen.targets.scripts import contexts
from summitgen.values.defaults import default_workload_values
from summitgen.values.monitoring import monitoring
from summitgen.values.watch import least_ready, watch_checks
from tests.support import summit
from tests.support.compilation import contexts as contexts_of
from tests.support.tools import tool
from tests.targets.texts.stage import compilation, environment, summit_texts, texts

if TYPE_CHECKING:
    from tests.targets.texts.stage import Stage

ROLLOUT = summit.ROOT / "summitgen/objects/rollout.py"
GUIDE = "docs/DEPLOYMENT_GUIDE.md"
CONTEXTS = contexts(compilation(summit.environments()))
COMMANDS = [
    shlex.split(line)
    for token in MarkdownIt("commonmark").parse(summit_texts()[GUIDE])
    if token.type == "fence" and token.info == "sh"
    for line in token.content.splitlines()
]


@cache
def help_of(*command: str) -> str:
    """What the real program says of a subcommand and the options that it takes."""
    done = subprocess.run([*command, "--help"], capture_output=True, encoding="utf-8", check=True, timeout=60)
    return done.stdout


def real(command: list[str]) -> tuple[str, ...] | None:
    """The program and subcommand of a command; None for kubectl's own, which this repository does not pin."""
    if command[0] == "helm":
        return str(tool("helm")), command[1]
    if command[1:3] == ["argo", "rollouts"]:
        words = command[3:5] if command[3] in ("get", "retry") else command[3:4]
        return str(tool("kubectl-argo-rollouts")), *words
    return None


def options(command: list[str]) -> set[str]:
    """The options of a command."""
    return {word for word in command if word.startswith("--")}


def test_group_24_every_command_of_helm_and_kubectl_names_what_is_there() -> None:
    namespaces = {context.environment.namespace for context in CONTEXTS} | {"default", "monitoring"}
    releases = {(c.name, c.environment.namespace) for c in CONTEXTS}
    releases |= {(f"{c.environment_name}-environment", "default") for c in CONTEXTS}
    found = [command for command in COMMANDS if command[0] in ("helm", "kubectl")]
    assert len(found) > 40
    for command in found:
        at = command[command.index("--namespace") + 1]
        assert at in namespaces
        if (program := real(command)) is not None:
            # A subcommand that the program does not have is answered with the help of the one above it.
            assert re.search(
                rf"^  {re.escape(Path(program[0]).name)} {' '.join(program[1:])}\b", help_of(*program), re.M
            )
            for option in options(command):
                assert re.search(rf"(^|\s){option}\s", help_of(*program)), command
        else:
            assert options(command) <= {"--namespace", "--selector"}, command
        if command[0] == "helm":
            assert command[1] in ("upgrade", "history")
            assert ((command[2] if command[1] == "history" else command[3]), at) in releases
            for path in (word for word in command if word.startswith("out/")):
                assert (summit.ROOT / path).exists(), path
        elif {"rollout", "rollouts"} & set(command):
            names = {name for name, namespace in releases if namespace == at}
            assert names & {word.removeprefix("deployment/") for word in command}, command


def test_group_24_every_command_of_a_script_is_accepted(stage: Stage) -> None:
    found = [command for command in COMMANDS if command[0].startswith("out/")]
    assert len(found) > 30
    helps: dict[str, str] = {}
    keys = {(context.environment_name, context.name) for context in CONTEXTS}
    for command in found:
        script = command[0].removeprefix("out/scripts/")
        assert f"scripts/{script}" in summit_texts()
        if script not in helps:
            helps[script] = stage.run(script, "--help").stdout
        assert all(f"  {option} " in helps[script] for option in options(command)), command
        if "--environment" in command:
            which = command[command.index("--environment") + 1], command[command.index("--workload") + 1]
            assert which in keys
    assert len(helps) == 3


def test_shellcheck_has_nothing_to_say(stage: Stage) -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    files = sorted((stage.folder / "scripts").iterdir())
    assert len(files) == 3
    done = subprocess.run([shellcheck, *files], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")
    stage.write("scripts/bad.sh", "#!/bin/bash\necho $1\n")
    bad = subprocess.run([shellcheck, stage.folder / "scripts/bad.sh"], capture_output=True, check=False)
    assert bad.returncode == 1


def test_group_12_no_arithmetic_command_can_end_a_script() -> None:
    for path, text in summit_texts().items():
        bare = [line for line in text.splitlines() if line.strip().startswith("((") and "||" not in line]
        assert [line for line in bare if "&&" not in line] == []
        if path.startswith("scripts/"):
            assert "\nset -euo pipefail\n" in text


def test_group_15_the_watch_asks_what_the_alerts_ask() -> None:
    (context,) = [c for c in CONTEXTS if (c.environment_name, c.name) == ("prod", "summit")]
    alerts = [alert["expr"] for alert in monitoring(context)["alerts"]]
    for check in watch_checks(context):
        forms = {f"{check.query} {check.operator} {check.bound}", f"({check.query}) {check.operator} {check.bound}"}
        assert forms & set(alerts), check.name
        assert check.meaning in summit_texts()[GUIDE]
    assert [check.name for check in watch_checks(context)] == ["error-rate", "latency", "restarts", "cpu", "memory"]


def small(**more: object) -> dict[str, object]:
    """An environment with one workload."""
    workload = {"image": {"repository": "r.example.com/w", "tag": "1"}, "port": 80, **more}
    return {"tier": "production", "namespace": "n", "cluster": {"name": "c"}, "workloads": {"w": workload}}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 2),
        ({"replicas": 1}, 1),
        ({"replicas": 5}, 4),
        ({"replicas": 5, "disruptionBudget": {"minAvailable": 3}}, 3),
        ({"replicas": 2, "disruptionBudget": {"minAvailable": 3}}, 2),
        ({"replicas": 5, "disruptionBudget": {"minAvailable": "50%"}}, 3),
        ({"replicas": 5, "disruptionBudget": {"maxUnavailable": "30%"}}, 3),
        ({"replicas": 2, "disruptionBudget": {"maxUnavailable": 2}}, 1),
        ({"autoscaling": {"minReplicas": 6, "maxReplicas": 9, "cpu": "70%"}}, 5),
    ],
)
def test_the_least_ready_pods_are_those_of_the_budget(more: dict[str, object], expected: int) -> None:
    (context,) = contexts_of(small(**more))
    assert least_ready(context) == expected


@pytest.mark.parametrize(
    ("cluster", "limits", "names"),
    [
        ({}, {}, []),
        ({"prometheus": {"address": "http://p.q"}}, {}, ["restarts"]),
        ({"prometheus": {"address": "http://p.q"}}, {"cpu": "1"}, ["restarts", "cpu"]),
        (
            {"prometheus": {"address": "http://p.q"}, "mesh": "istio"},
            {"memory": "1Gi"},
            ["error-rate", "latency", "restarts", "memory"],
        ),
        ({"prometheus": {"address": "http://p.q"}, "mesh": "linkerd"}, {}, ["error-rate", "latency", "restarts"]),
    ],
)
def test_only_what_has_data_is_asked(cluster: dict[str, object], limits: dict[str, str], names: list[str]) -> None:
    data = {**small(resources={"limits": limits}), "cluster": {"name": "c", **cluster}}
    (context,) = contexts_of(data)
    checks = {check.name: check for check in watch_checks(context)}
    assert list(checks) == names
    if cluster.get("mesh") == "istio":
        assert 'destination_service_name=~"w(-canary|-preview)?"' in checks["error-rate"].query
    if cluster.get("mesh") == "linkerd":
        assert 'pod=~"w-[a-z0-9]+-[a-z0-9]+"' in checks["error-rate"].query


def test_a_strategy_is_changed_by_values_that_the_chart_has() -> None:
    values = default_workload_values("summit")
    switched = [command for command in COMMANDS if "deploymentStrategy=" in " ".join(command)]
    assert len(switched) == sum(len(context.allowed_strategies) - 1 for context in CONTEXTS) > 10
    by_key = {(c.environment_name, c.name): c for c in CONTEXTS}
    for command in switched:
        given = dict(word.split("=", 1) for at, word in enumerate(command) if command[at - 1] == "--set")
        assert given.keys() - {"image.digest"} <= values.keys()
        *_, environment_name, file = command[command.index("--values") + 1].split("/")
        context = by_key[environment_name, file.removesuffix(".yaml")]
        chosen = given["deploymentStrategy"]
        assert chosen != context.strategy and chosen in context.allowed_strategies
        same = (chosen == "standard") == (context.strategy == "standard")
        assert given.get("allowStrategySwitch") == (None if same else "true")


@pytest.mark.parametrize(
    ("cluster", "said", "unsaid"),
    [
        ({}, "Without a traffic router it needs no plugin", "rolloutsInMesh"),
        (
            {"trafficRouter": "istio", "mesh": "istio", "rolloutsInMesh": True},
            "`argo-rollouts`, inside the istio mesh",
            "LOCATION",
        ),
        ({"trafficRouter": "gatewayApi", "rolloutsNamespace": "argo"}, "replace LOCATION", "virtualservices"),
    ],
)
def test_the_controller_gets_what_the_spec_needs(cluster: dict[str, object], said: str, unsaid: str) -> None:
    data = {**small(deploymentStrategy="canary"), "cluster": {"name": "c", **cluster}}
    guide = texts([environment(data)])[GUIDE]
    assert said in guide
    assert unsaid not in guide
    blocks = [
        one.content for one in MarkdownIt("commonmark").parse(guide) if one.type == "fence" and one.info == "yaml"
    ]
    assert len(blocks) == (1 if "gatewayApi" in cluster.values() else 0)
    for block in blocks:
        settings = YAML(typ="safe").load(block)
        assert settings["metadata"] == {"name": "argo-rollouts-config", "namespace": "argo"}
        (plugin,) = YAML(typ="safe").load(settings["data"]["trafficRouterPlugins"])
        # The name by which the Rollout asks for it.
        (context,) = contexts_of(data)
        assert plugin.keys() == {"name", "location"} and f'"{plugin["name"]}"' in ROLLOUT.read_text("utf-8")
        assert context.router == "gatewayApi"


def test_what_is_no_rollout_is_not_intervened_in() -> None:
    guide = texts([environment(small(deploymentStrategy="standard"))])[GUIDE]
    assert "### Intervene" not in guide and "### The controller" not in guide and "deploymentStrategy=" not in guide
