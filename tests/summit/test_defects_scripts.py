"""The groups of defects 11 to 18 and 24 of Summit's hand-written scripts, Dockerfiles and guide: the output has none.

How scripts behave is held by tests named after the same groups in tests/targets/texts, on programs that answer as
they are told; here the bytes of Summit's own out/ are judged, by the real programs where there is one.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.support import summit
from tests.support.tools import tool
from tests.targets.docker.made import hadolint
from tests.targets.texts.reading import instructions, structure, values_of
from tests.targets.texts.stage import Stage, summit_texts
from tests.targets.texts.test_guide import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.pipeline import Compiled

WHICH = ("--environment", "prod", "--workload", "summit")
GUIDE = "docs/DEPLOYMENT_GUIDE.md"


def texts_of(compiled: Compiled, part: str) -> dict[str, str]:
    """The text artifacts whose path holds a part, by path."""
    return {one.path: one.content.decode() for one in compiled.artifacts if part in one.path}


@cache
def code(path: str) -> str:
    """A script without its comments and its help."""
    text = re.sub(r"cat <<'END'\n.*?\nEND\n", "", summit_texts()[path], flags=re.DOTALL)
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


@pytest.fixture
def stage(tmp_path: Path, compiled: Compiled) -> Stage:
    """The scripts of out/ with programs that answer nothing."""
    files = texts_of(compiled, "out/scripts/")
    assert len(files) == 3
    files |= texts_of(compiled, "out/docker/docker-bake.hcl")
    return Stage(tmp_path, {path.removeprefix("out/"): text for path, text in files.items()})


@pytest.mark.parametrize(
    ("script", "words", "command"),
    [
        ("automated-rollback-system.sh", [*WHICH, "--dry-run"], ["rollback"]),
        ("rollback-deployment.sh", [*WHICH, "--dry-run"], []),
        ("build-optimized-docker.sh", ["--workload", "summit", "--version", "1", "--dry-run"], []),
    ],
)
def test_group_11_options_count_wherever_they_stand(
    stage: Stage, script: str, words: list[str], command: list[str]
) -> None:
    first, last = stage.run(script, *words, *command), stage.run(script, *command, *words)
    assert (first.returncode, first.stderr) == (last.returncode, last.stderr)
    assert first.returncode != 2
    assert stage.run(script, *words, *command, "--nonsense").returncode == 2


def test_group_12_counting_cannot_end_a_script(stage: Stage) -> None:
    """No arithmetic command stands where its result 0 would end the script; a watch counts to its rollback."""
    for path in summit_texts():
        if path.endswith(".sh"):
            assert not re.search(r"^\s*(\(\(.*(\+\+|--|\+=).*\)\)|let )", code(path), re.MULTILINE)
    stage.write("scripts/rollback-deployment.sh", "#!/bin/sh\necho rolled-back >&2\n")
    done = stage.run("automated-rollback-system.sh", "monitor", *WHICH)  # nothing answers, so every look is bad
    assert (done.returncode, done.stderr.count("rolled-back"), done.stderr.count(" of 3\n")) == (4, 1, 3)


def test_group_13_no_request_is_made_by_hand_and_none_fails_open(stage: Stage) -> None:
    watch = code("scripts/automated-rollback-system.sh")
    assert watch.count("curl ") == watch.count("curl --fail ") == 1
    assert "--data-urlencode" in watch and "query?query=" not in watch
    stage.answer("kubectl", 'echo \'{"status": {"readyReplicas": 3}}\'')
    assert stage.run("automated-rollback-system.sh", "check", *WHICH).returncode == 1  # Prometheus says nothing


def of_releases(compiled: Compiled) -> set[tuple[str, str]]:
    """Namespace and name of what runs the workloads; what a single file makes besides is nobody's release."""
    alone = {one.name for one in summit.project().single_files}
    found = (one["metadata"] for one in objects(compiled, "Deployment", "Rollout"))
    return {(one["namespace"], one["name"]) for one in found if one["name"] not in alone}


def test_group_14_what_is_asked_for_is_what_is_made(stage: Stage, compiled: Compiled) -> None:
    """Each kind and name that a script asks for is one of out/, and no answer is no health."""
    kinds = set(re.findall(r"\b(rollouts\.argoproj\.io|deployments\.apps|ingress\w*)\b", code_of_all()))
    assert kinds == {"rollouts.argoproj.io", "deployments.apps"}
    made = of_releases(compiled)
    watch = summit_texts()["scripts/automated-rollback-system.sh"]
    keys = re.findall(r"^    (\w+)/([\w-]+)\) use_\d+ ;;$", watch, re.MULTILINE)
    assert len(keys) == len(made) == 15
    assert {(f"intelgraph-{environment}", workload) for environment, workload in keys} == made
    for answer in ("true", "echo '{\"status\": {}}'", "echo '{}'"):
        stage.answer("kubectl", answer)
        done = stage.run("automated-rollback-system.sh", "check", *WHICH)
        assert (done.returncode, "ready pods: " in done.stderr) == (1, True)


def code_of_all() -> str:
    """The code of all scripts."""
    return "\n".join(code(path) for path in summit_texts() if path.endswith(".sh"))


def test_group_15_no_history_of_its_own_and_a_failed_rollback_is_one(stage: Stage) -> None:
    """Helm's history is the history; what the rollback says is what the watch says."""
    assert not re.search(r"history[\w.-]*\.(json|log|txt)|>>", code_of_all())
    for status, expected in ((0, 4), (1, 1), (3, 3)):
        stage.write("scripts/rollback-deployment.sh", f"#!/bin/sh\nexit {status}\n")
        assert stage.run("automated-rollback-system.sh", "monitor", *WHICH).returncode == expected


def test_group_16_one_script_for_every_release(compiled: Compiled) -> None:
    rollback = summit_texts()["scripts/rollback-deployment.sh"]
    made = of_releases(compiled)
    known = re.findall(r"^    \w+/([\w-]+)\) namespace=([\w-]+) ;;$", rollback, re.MULTILINE)
    assert {(namespace, workload) for workload, namespace in known} == made
    for name in re.findall(r"^  --([a-z-]+) [A-Z]", rollback, re.MULTILINE):
        variable = name.replace("-", "_")
        assert len(re.findall(rf"\${{?{variable}\b", code("scripts/rollback-deployment.sh"))) >= 1, name


def test_group_17_what_the_build_names_follows_from_all_options(stage: Stage) -> None:
    words = ("--workload", "summit", "--version", "1", "--push", "--allow-dirty", "--registry", "r.example.com/o")
    stage.answer("docker", f'shift; exec "{tool("buildx")}" "$@"')
    done = stage.run("build-optimized-docker.sh", *words, "--dry-run")
    assert done.returncode == 0, done.stderr
    (target,) = json.loads(done.stdout)["target"].values()
    line = json.dumps(target)
    assert line.count("r.example.com/o/summit:") == 3  # the tag, and the cache twice
    assert "ghcr.io" not in line and ":latest" not in line and '"docker"' not in line
    assert not [name for name in target["args"] if re.search("token|secret|password", name, re.IGNORECASE)]
    refusal = stage.run("build-optimized-docker.sh", *words[:4], "--platforms", "linux/amd64,linux/arm64")
    assert refusal.returncode == 2
    assert stage.run("build-optimized-docker.sh", *words, "--build-arg", "NPM_TOKEN=x").returncode == 2


def test_group_18_the_dockerfiles(compiled: Compiled) -> None:
    made = texts_of(compiled, "/Dockerfile")
    found = {path: text for path, text in made.items() if path.endswith("/Dockerfile")}
    assert len(found) == 5 and len(made) == 10
    assert hadolint(*found.values()) == ""
    for path, text in found.items():
        stages = {value.split()[-1] for value in values_of(text, "FROM")}
        bases = [value.split(" AS ")[0].split()[-1] for value in values_of(text, "FROM")]
        assert all(re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", base) for base in bases if base not in stages), path
        runtime = f"FROM {text.rpartition(chr(10) + 'FROM ')[2]}"
        assert not set(instructions(runtime)) & {"RUN", "SHELL"}, path
        (command,) = values_of(text, "CMD")
        assert isinstance(json.loads(command), list)
        assert f"test -f {entry(path, json.loads(command)[-1])}" in " ".join(values_of(text, "RUN"))
        if "pnpm" in text:  # the manifests of what is needed of the workspace, before any source
            build = text.partition(" AS build\n")[2]
            assert (
                build.index("/pruned/install /app/") < build.index("pnpm --dir=/app install") < build.index("/sources")
            )
        assert len(structure(text)) > 10


def entry(path: str, file: str) -> str:
    """The entry's path as the build looks for it."""
    workload = Path(path).parent.name
    spec = next(one for one in summit.environments() if one.name == "prod").spec.workloads[workload]
    assert spec.build is not None
    assert file == spec.build.entry
    folder = f"{spec.build.directory}/" if spec.build.directory != "." else ""
    return f"/out/app/{folder}{file}" if spec.build.language == "python" else f"/app/{folder}{file}"


def test_group_18_can_be_seen(compiled: Compiled) -> None:
    text = texts_of(compiled, "docker/ml-engine/Dockerfile")["out/docker/ml-engine/Dockerfile"]
    assert "DL3007" in hadolint(re.sub(r":[\w.-]+@sha256:[0-9a-f]+", ":latest", text))


def test_group_24_shellcheck_reads_every_script(folder: Path, tmp_path: Path) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    files = sorted((folder / "out/scripts").iterdir())
    assert len(files) == 3
    done = subprocess.run([shellcheck, *files], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "shellcheck disable" not in "".join(summit_texts().values())
    for file in files:
        mutant = tmp_path / file.name
        mutant.write_text(file.read_text("utf-8") + "\nrm $here\n", encoding="utf-8")
        assert subprocess.run([shellcheck, mutant], capture_output=True, check=False).returncode == 1


def real_commands() -> Iterator[list[str]]:
    """The commands of helm and of the plugin that guide and scripts give, from the program's name on."""
    yield from (command for command in COMMANDS if command[0] in ("helm", "kubectl"))
    for line in code_of_all().splitlines():
        if match := re.search(r"\b(helm (?:history|rollback)|kubectl argo rollouts \w+) .*", line):
            yield shlex.split(match[0].replace('")"', "").replace("||", ""), comments=False, posix=False)


@cache
def help_of(*words: str) -> str:
    """What the real program says of a command."""
    program = tool("helm") if words[0] == "helm" else tool("kubectl-argo-rollouts")
    rest = words[1:] if words[0] == "helm" else words[3:]
    done = subprocess.run([program, *rest, "--help"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, words
    usage = re.search(r"^Usage:\n  (.*)$", done.stdout, re.MULTILINE)
    assert usage is not None and rest[0] in usage[1], words  # an unknown command shows the program's own help
    return done.stdout


def test_group_24_the_real_programs_know_every_command_and_option() -> None:
    seen = set()
    for command in real_commands():
        if command[0] == "helm":
            said = help_of("helm", command[1])
        elif command[:3] == ["kubectl", "argo", "rollouts"]:
            said = help_of(*command[: 5 if command[3] == "get" else 4])
        else:
            continue
        seen.add(tuple(command[: 2 if command[0] == "helm" else 4]))
        for option in (word.partition("=")[0] for word in command if re.match("--[a-z]", word)):
            assert re.search(rf"(^|\s){option}[\s=]", said), (command, option)
    rollouts = {one[3] for one in seen if one[0] == "kubectl"}
    assert rollouts >= {"abort", "undo", "status", "get", "promote"}
    assert {one[1] for one in seen if one[0] == "helm"} == {"upgrade", "history", "rollback"}


def test_group_24_an_invented_command_is_seen() -> None:
    with pytest.raises(AssertionError):
        help_of("kubectl", "argo", "rollouts", "rollback")
    with pytest.raises(AssertionError):
        help_of("helm", "promote")


def objects(compiled: Compiled, *kinds: str) -> Iterator[dict[str, Any]]:
    """The plain objects of these kinds."""
    for text in texts_of(compiled, "out/k8s/").values():
        yield from (one for one in yaml.load_all(text, yaml.CSafeLoader) if one["kind"] in kinds)


SAID = re.compile(r"(?:less|more) than ([\d.]+)% of the requests|is below (\d+)ms")
NUMBER = re.compile(r"result\[0\] (?:<|>) ([\d.]+)")


def test_group_24_the_guides_thresholds_are_the_compiled_ones(compiled: Compiled) -> None:
    """Of each analysis that the guide tells, each number is in the condition of the metric of that name."""
    conditions = {
        (one["metadata"]["namespace"], one["metadata"]["name"], metric["name"]): metric.get("successCondition", "")
        for one in objects(compiled, "AnalysisTemplate")
        for metric in one["spec"]["metrics"]
    }
    compared, where, analysis = 0, ("", ""), ""
    for line in compiled_guide(compiled).splitlines():
        if heading := re.fullmatch(r"#### ([\w-]+) in (\w+): \w+", line):
            where = heading[1], f"intelgraph-{heading[2]}"
        elif named := re.match(r"Analysis ([\w-]+), ", line):
            analysis = named[1]
        elif line.startswith("| ") and (said := SAID.search(line)) and where[0] and " looks" not in line:
            condition = conditions.get((where[1], f"{where[0]}-{analysis}", line.split(" | ")[0].removeprefix("| ")))
            if condition is None:
                continue
            number = float(said[1]) / 100 if said[1] else float(said[2]) / 1000
            bounds = [float(one) for one in NUMBER.findall(condition)]
            assert any(abs(bound - number) < 1e-9 or abs(bound - number * 1000) < 1e-9 for bound in bounds), (
                line,
                condition,
            )
            compared += 1
    assert compared > 20


def compiled_guide(compiled: Compiled) -> str:
    """The guide, which is a page that a parser reads to its end."""
    text = texts_of(compiled, GUIDE)[f"out/{GUIDE}"]
    assert MarkdownIt("commonmark").parse(text)
    return text


def test_group_24_network_policies_allow_dns_redis_and_the_declared_egress(compiled: Compiled) -> None:
    policies = list(objects(compiled, "NetworkPolicy"))
    for environment in summit.environments():
        spec = environment.spec
        for name, workload in spec.workloads.items():
            rules = [
                rule
                for one in policies
                if one["metadata"]["namespace"] == spec.namespace and selects(one, name)
                for rule in one["spec"].get("egress", [])
            ]
            ports = {(port["port"], port.get("protocol", "TCP")) for rule in rules for port in rule.get("ports", [])}
            assert {(53, "UDP"), (53, "TCP")} <= ports, (environment.name, name)
            for store in (spec.data_stores[key] for key in workload.data_stores):
                targets = [to for rule in rules if reaches(rule, store.port) for to in rule.get("to", [])]
                blocks = {to["ipBlock"]["cidr"] for to in targets if "ipBlock" in to}
                spaces = {
                    to["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
                    for to in targets
                    if "namespaceSelector" in to
                }
                assert (store.cidr in blocks) if store.cidr else (store.namespace in spaces), (name, store.host)
            for peer in (one.workload for one in workload.network.egress if one.workload):
                there = [to for rule in rules for to in rule.get("to", [])]
                assert any(peer in json.dumps(to.get("podSelector", {})) for to in there), (name, peer)


def reaches(rule: dict[str, Any], port: int) -> bool:
    """Whether a rule allows a port."""
    return any(one["port"] == port for one in rule.get("ports", [{"port": port}]))


def selects(policy: dict[str, Any], workload: str) -> bool:
    """Whether a policy is about all pods or a workload's."""
    labels = policy["spec"]["podSelector"].get("matchLabels", {})
    return not labels or workload in labels.values()
