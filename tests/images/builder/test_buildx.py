"""buildx as a client: its options, its source policy, and what a call of it gives."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from benchmarks.images.builder import buildx
from benchmarks.images.builder.cgroups import Cgroup
from benchmarks.images.builder.daemon import Daemon
from benchmarks.images.builder.results import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# It notes its arguments and what of its environment matters, counts CPU seconds up and writes metadata.
FAKE = """#!/bin/sh
printf '%s\\n' "$@" > "$NOTES.arguments"
env > "$NOTES.environment"
pwd > "$NOTES.folder"
[ "$1" = create ] || echo 3500000000 > "$COUNTER"
[ -z "$FAILS" ] || { echo 'ERROR: no such file' >&2; exit 1; }
echo '{"vertexes":[{"digest":"a","name":"[1/1] FROM x","cached":true,"completed":"2026-01-01T00:00:00Z"}]}' >&2
for argument; do case "$argument" in --metadata-file=*) echo '{"a": 1}' > "${argument#*=}" ;; esac; done
"""


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> buildx.Client:
    program, folder, counter = tmp_path / "buildx", tmp_path / "client", tmp_path / "cpuacct.usage"
    program.write_text(FAKE)
    program.chmod(0o755)
    folder.mkdir()
    counter.write_text("1000000000")
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    monkeypatch.setenv("COUNTER", str(counter))
    daemon = Daemon("unix:///socket", Cgroup("own", (), counter, unified=False))
    return buildx.connect(program, folder, daemon, {"docker.io/library/node:22": "sha256:1"})


@pytest.fixture
def notes(tmp_path: Path) -> Callable[[str], list[str]]:
    """What the last call of buildx noted."""
    return lambda what: (tmp_path / f"notes.{what}").read_text().splitlines()


def test_the_builder_is_a_remote_one(client: buildx.Client, notes: Callable[[str], list[str]]) -> None:
    arguments = notes("arguments")
    assert arguments[:1] + arguments[-3:] == ["create", "--driver", "remote", "unix:///socket"]
    named = arguments[arguments.index("--name") + 1]
    assert client.environment()["BUILDX_BUILDER"] == named
    assert f"BUILDX_CONFIG={client.folder / 'config'}" in notes("environment")


def test_pinned_base_images_are_converted_to_the_stand_ins(client: buildx.Client) -> None:
    (rule,) = json.loads((client.folder / "policy.json").read_text())["rules"]
    assert rule == {
        "action": "CONVERT",
        "selector": {"identifier": "docker-image://docker.io/library/node:22@*", "matchType": "WILDCARD"},
        "updates": {"identifier": "docker-image://docker.io/library/node:22@sha256:1"},
    }
    assert client.environment()["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"] == str(client.folder / "policy.json")


def test_a_call_is_measured_and_read(client: buildx.Client, notes: Callable[[str], list[str]], tmp_path: Path) -> None:
    outcome = client.run("build", ".", environment={"OWN": "1"}, directory=tmp_path)
    assert outcome.cpu == 2.5
    assert outcome.wall > 0
    assert [(step.name, step.cached) for step in outcome.steps] == [("[1/1] FROM x", True)]
    assert outcome.metadata == {"a": 1}
    assert notes("arguments")[:3] == ["build", ".", "--progress=rawjson"]
    assert "OWN=1" in notes("environment")
    assert notes("folder") == [str(tmp_path)]


def test_a_call_that_fails_has_its_log(client: buildx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILS", "yes")
    with pytest.raises(BuildError, match="buildx ended with 1") as raised:
        client.run("build", environment={})
    assert raised.value.log == "ERROR: no such file\n"


def test_where_nobody_counts_there_are_no_cpu_seconds(client: buildx.Client) -> None:
    uncounted = Daemon("unix:///socket", Cgroup("own", (), None, unified=False))
    assert buildx.Client(client.program, client.folder, uncounted).run("build", environment={}).cpu is None


def test_scripts_find_a_docker_that_is_this_buildx(client: buildx.Client, notes: Callable[[str], list[str]]) -> None:
    environment = {**os.environ, **client.script_environment()}
    subprocess.run(["docker", "buildx", "bake", "--print"], env=environment, check=True, capture_output=True)
    assert notes("arguments") == ["bake", "--print"]
    other = subprocess.run(["docker", "run", "x"], env=environment, check=False, capture_output=True, text=True)
    assert (other.returncode, other.stderr) == (125, "docker: only buildx is here\n")


def test_the_options_of_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example")
    assert buildx.flags(
        target="runtime",
        arguments={"A": "b c"},
        cache_from=["type=registry,ref=x"],
        cache_to=["type=local,dest=y"],
        no_cache=True,
        platforms=["linux/amd64", "linux/arm64"],
    ) == [
        "--platform=linux/amd64,linux/arm64",
        "--target=runtime",
        "--build-arg=HTTPS_PROXY=proxy.example",
        "--build-arg=A=b c",
        "--cache-from=type=registry,ref=x",
        "--cache-to=type=local,dest=y",
        "--no-cache",
        "--provenance=false",
        "--sbom=false",
    ]
    monkeypatch.delenv("HTTPS_PROXY")
    plain = buildx.flags(
        target=None, arguments={}, cache_from=(), cache_to=(), no_cache=False, platforms=["linux/amd64"]
    )
    assert plain == ["--platform=linux/amd64", "--provenance=false", "--sbom=false"]
