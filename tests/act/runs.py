"""One run of the workflow by act, on this machine: what each job's result was and what was called."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.act.project import lay_down, workflows
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTRY = ".github/workflows/optimized-deployment.yml"
RUNNERS = ("ubuntu-24.04", "ubuntu-24.04-arm")
WEBHOOK = "https://hooks.invalid/0123456789"
# Nothing of a run may reach out; what tries to talks to a port on which nobody listens.
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
DELIVERY = re.compile(r"^Deploy (?P<workload>[a-z-]+?)(-\d+)? */")
BAD = ("failure", "cancelled")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What starts a run and what it meets; ``fail`` are patterns of calls that fail, ``phases`` states of workloads."""

    event: str
    branch: str
    inputs: dict[str, str] = field(default_factory=dict)
    workloads: tuple[str, ...] = ("summit", "web")
    new: tuple[str, ...] = ()
    fail: tuple[str, ...] = ()
    phases: dict[str, str] = field(default_factory=dict)
    webhook: str = WEBHOOK

    def payload(self) -> dict[str, Any]:
        """The event as GitHub sends it, as far as act and the workflow read it."""
        default = {"repository": {"default_branch": "main"}}
        if self.event != "pull_request":
            return {**default, "ref": f"refs/heads/{self.branch}", "inputs": self.inputs}
        return {**default, "number": 1, "pull_request": {"head": {"ref": self.branch}, "base": {"ref": "main"}}}


@dataclass(frozen=True, slots=True)
class Call:
    """A program or action that a job called: an action's inputs are ``given``, a message to Slack is its payload.

    ``made`` is the digest that a build put out.
    """

    job: str
    program: str
    words: tuple[str, ...]
    given: dict[str, str]
    payload: dict[str, Any]
    environment: dict[str, str]
    made: str

    @property
    def line(self) -> str:
        """The call as a person would type it."""
        return " ".join((self.program, *self.words))


@dataclass(frozen=True, slots=True)
class Run:
    """What happened; a job's result is the worst of its matrix, a delivery's jobs are named ``workload/job``."""

    succeeded: bool
    jobs: dict[str, str]
    calls: tuple[Call, ...]
    said: str

    def of(self, program: str) -> list[Call]:
        """The calls of a program or action."""
        return [call for call in self.calls if call.program == program]


def execute(folder: Path, scenario: Scenario, texts: Mapping[str, str] | None = None) -> Run:
    """Run it; ``texts`` are other workflows than those generated for the scenario's workloads."""
    project = lay_down(folder, dict(texts or workflows(scenario.workloads)))
    world = folder / "world"
    world.mkdir()
    known = {"workloads": scenario.workloads, "new": scenario.new, "fail": scenario.fail, "phases": scenario.phases}
    (world / "scenario.json").write_text(json.dumps({**known, "tags": {}}), encoding="utf-8")
    event = folder / "event.json"
    event.write_text(json.dumps(scenario.payload()), encoding="utf-8")
    path = f"{project.programs}{os.pathsep}{_system_path()}"
    words = [str(tool("act")), scenario.event, "--eventpath", str(event), "--workflows", ENTRY, "--json"]
    words += ["--no-cache-server", "--action-cache-path", str(folder / "cache"), "--concurrent-jobs", "1"]
    words += ["--secret", "GITHUB_TOKEN=token-0123456789", "--secret", f"SLACK_WEBHOOK_URL={scenario.webhook}"]
    words += ["--var", "AWS_ROLE_ARN=arn:aws:iam::0:role/deploy"]
    for name, value in {"PATH": path, "WORLD": str(world), "WATCH_PAUSE": "0", **NOWHERE}.items():
        words += ["--env", f"{name}={value}"]
    words += [word for runner in RUNNERS for word in ("--platform", f"{runner}=-self-hosted")]
    words += [word for use, place in project.actions.items() for word in ("--local-repository", f"{use}={place}")]
    env = {"HOME": str(folder), "PATH": path, "DOCKER_HOST": "unix:///nowhere", "GIT_TERMINAL_PROMPT": "0", **NOWHERE}
    done = subprocess.run(words, cwd=project.root, env=env, capture_output=True, text=True, check=False, timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    said = "\n".join(str(line.get("msg", "")).rstrip() for line in lines) + done.stderr
    shutil.rmtree(folder / "cache", ignore_errors=True)
    return Run(done.returncode == 0, _results(lines), _calls(world / "calls.jsonl"), said)


def _system_path() -> str:
    """The folders of the programs that runners have and the steps use."""
    found = (shutil.which(program) for program in ("bash", "sh", "git", "jq", "cat", "mkdir"))
    return os.pathsep.join(dict.fromkeys(str(Path(program).parent) for program in found if program))


def _results(lines: list[dict[str, Any]]) -> dict[str, str]:
    seen: dict[str, list[str]] = {}
    for line in lines:
        if "jobResult" in line:
            delivery = DELIVERY.match(line["job"])
            name = f"{delivery['workload']}/{line['jobID']}" if delivery else line["jobID"]
            seen.setdefault(name, []).append(line["jobResult"])
    return {name: next((one for one in BAD if one in results), results[0]) for name, results in seen.items()}


def _calls(file: Path) -> tuple[Call, ...]:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    read = [json.loads(line) for line in text.splitlines()]
    return tuple(
        Call(one["job"], one["program"], tuple(one["words"]), one["with"], one["payload"], one["env"], one["made"])
        for one in read
    )
