"""build-optimized-docker.sh: each option by the plan that buildx makes of it, and what docker is called with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.tools import tool
from tests.targets.docker.test_bake import NODE, SHOP, shop, text_of
from tests.targets.texts.stage import Stage, texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from summitgen.model.resolved import ResolvedEnvironment
    from tests.targets.texts.stage import Call

SCRIPT = "build-optimized-docker.sh"
WHICH = ("--workload", "api", "--version", "1.2.3")
IMAGE = "ghcr.io/shop/api"
DIGESTS = {name: f"sha256:{letter * 64}" for name, letter in (("api", "a"), ("worker-2", "b"), ("api-debug", "c"))}
METADATA = {name: {"containerimage.digest": digest} for name, digest in DIGESTS.items()}
BUILDS = """
while (($# > 0)); do [[ "$1" != --metadata-file ]] || file="$2"; shift; done
env >"$STAGE/environment"; cp "$STAGE/metadata" "$file"; echo progress
"""
BOTH = ("linux/amd64", "linux/arm64")


def build_stage(folder: Path, *environments: ResolvedEnvironment, bake: str = "") -> Stage:
    """The scripts and the bake file of some environments, and a docker that builds in no time."""
    made = texts(environments)
    stage = Stage(folder, {**made, "docker/docker-bake.hcl": bake or text_of(*environments)})
    (folder / "metadata").write_text(json.dumps(METADATA), encoding="utf-8")
    stage.answer("docker", BUILDS)
    return stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """The scripts of a project with an image that has a debug variant, and one that has none."""
    return build_stage(tmp_path, SHOP)


def ran(stage: Stage, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script's run in a folder that is in no repository, wherever the temporary files are."""
    return stage.run(SCRIPT, *arguments, GIT_CEILING_DIRECTORIES=str(stage.folder.parent), **variables)


def built(stage: Stage, *arguments: str, **variables: str) -> Call:
    """The one call of docker."""
    done = ran(stage, *arguments, **variables)
    assert done.returncode == 0, done.stderr
    (call,) = stage.calls("docker")
    assert call[:5] == ("docker", "buildx", "bake", "--file", "docker/docker-bake.hcl")
    return call


def given(call: Call, option: str) -> list[str]:
    """The values of an option."""
    return [value for name, value in pairwise(call) if name == option]


def environment_of(stage: Stage) -> dict[str, str]:
    """The environment that docker was called in."""
    lines = (stage.folder / "environment").read_text(encoding="utf-8").splitlines()
    return dict(line.partition("=")[::2] for line in lines)


def planned(stage: Stage, *arguments: str, **variables: str) -> dict[str, Any]:
    """The targets of a dry run, by the real buildx."""
    stage.answer("docker", f'shift; exec "{tool("buildx")}" "$@"')
    done = ran(stage, *arguments, "--dry-run", **variables)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["target"]
    return found


def leaves(node: Any, path: str = "") -> dict[str, Any]:
    """The scalars of a plan, by path."""
    if not isinstance(node, dict | list):
        return {path: node}
    pairs: Iterable[tuple[Any, Any]] = node.items() if isinstance(node, dict) else enumerate(node)
    return {place: leaf for key, inner in pairs for place, leaf in leaves(inner, f"{path}.{key}").items()}


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs, by path; what is gone is None."""
    old, new = leaves(before), leaves(after)
    return {path: new.get(path) for path in {*old, *new} if old.get(path) != new.get(path)}


def cache(reference: str) -> dict[str, str]:
    """Where a cache is written, for a plan that differs."""
    image = {"image-manifest": "true", "mode": "max", "oci-mediatypes": "true", "ref": reference, "type": "registry"}
    return {f".api.cache-to.0.{key}": value for key, value in image.items()}


PUSHED = {
    ".api.attest.0.disabled": None,
    ".api.attest.0.mode": "max",
    ".api.attest.1.type": "sbom",
    ".api.output.0.type": "image",
    ".api.output.0.push": "true",
    ".api.output.0.oci-mediatypes": "true",
    ".api.platforms.0": "linux/amd64",
    ".api.platforms.1": "linux/arm64",
    **cache(f"{IMAGE}:buildcache-api"),
}
OPTIONS: dict[str, tuple[tuple[str, ...], dict[str, str], dict[str, Any]]] = {
    "--image": (
        ("--image", "r.example.com/a/b"),
        {"BUILD_IMAGE": "r.example.com/a/b"},
        {".api.tags.0": "r.example.com/a/b:1.2.3", ".api.cache-from.0.ref": "r.example.com/a/b:buildcache-api"},
    ),
    "--registry": (
        ("--registry", "r.example.com:5000/a/"),
        {"BUILD_REGISTRY": "r.example.com:5000/a"},
        {
            ".api.tags.0": "r.example.com:5000/a/api:1.2.3",
            ".api.cache-from.0.ref": "r.example.com:5000/a/api:buildcache-api",
        },
    ),
    "--platforms": (
        ("--platforms", "linux/arm64"),
        {"BUILD_PLATFORMS": "linux/arm64"},
        {".api.platforms.0": "linux/arm64"},
    ),
    "--push": (("--push", "--allow-dirty"), {"BUILD_PUSH": "true", "BUILD_ALLOW_DIRTY": "true"}, PUSHED),
    "--latest": (("--latest",), {"BUILD_LATEST": "true"}, {".api.tags.1": f"{IMAGE}:latest"}),
    "--no-cache": (
        ("--no-cache",),
        {"BUILD_NO_CACHE": "true"},
        {".api.no-cache": True, ".api.cache-from.0.type": None, ".api.cache-from.0.ref": None},
    ),
    "--cache-repo": (
        ("--cache-repo", "r.example.com/cache"),
        {"BUILD_CACHE_REPO": "r.example.com/cache"},
        {".api.cache-from.0.ref": "r.example.com/cache:buildcache-api"},
    ),
    "--build-arg": (
        ("--build-arg", "A=1 2=3.4", "--build-arg", "B_1="),
        {"BUILD_ARGS": "A=1 2=3.4\n\nB_1=\n"},
        {".api.args.A": "1 2=3.4", ".api.args.B_1": ""},
    ),
    "SOURCE_DATE_EPOCH": (
        (),
        {"SOURCE_DATE_EPOCH": "1700000000"},
        {
            ".api.args.SOURCE_DATE_EPOCH": "1700000000",
            ".api.args.CREATED": "2023-11-14T22:13:20Z",
            ".api.labels.org.opencontainers.image.created": "2023-11-14T22:13:20Z",
        },
    ),
    "SBOM_GENERATOR": ((), {"SBOM_GENERATOR": "example.com/s"}, {}),
    "--no-provenance and --no-sbom without --push": (
        ("--no-provenance", "--no-sbom"),
        {"BUILD_NO_PROVENANCE": "true", "BUILD_NO_SBOM": "true"},
        {},
    ),
}
PUSH_OPTIONS: dict[str, tuple[tuple[str, ...], dict[str, str], dict[str, Any]]] = {
    "--no-provenance": (
        ("--no-provenance",),
        {"BUILD_NO_PROVENANCE": "true"},
        {".api.attest.0.disabled": True, ".api.attest.0.mode": None},
    ),
    "--no-sbom": (("--no-sbom",), {"BUILD_NO_SBOM": "true"}, {".api.attest.1.type": None}),
    "SBOM_GENERATOR": (
        (),
        {"SBOM_GENERATOR": "example.com/s"},
        {".api.attest.1.generator": "example.com/s"},
    ),
    "--no-cache": (
        ("--no-cache",),
        {"BUILD_NO_CACHE": "true"},
        {".api.no-cache": True, ".api.cache-from.0.type": None, ".api.cache-from.0.ref": None},
    ),
    "--platforms": (
        ("--platforms", "linux/arm64,linux/amd64"),
        {"BUILD_PLATFORMS": "linux/arm64,linux/amd64"},
        {".api.platforms.0": "linux/arm64", ".api.platforms.1": "linux/amd64"},
    ),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_changes_this_and_no_more(stage: Stage, option: str) -> None:
    words, variables, expected = OPTIONS[option]
    before = planned(stage, *WHICH)
    assert changes(before, planned(stage, *words, *WHICH, **({} if words else variables))) == expected
    assert changes(before, planned(stage, *WHICH, **variables)) == expected


@pytest.mark.parametrize("option", PUSH_OPTIONS)
def test_an_option_of_a_push_changes_this_and_no_more(stage: Stage, option: str) -> None:
    words, variables, expected = PUSH_OPTIONS[option]
    push = (*WHICH, "--push", "--allow-dirty")
    before = planned(stage, *push)
    assert changes(before, planned(stage, *words, *push, **({} if words else variables))) == expected
    assert changes(before, planned(stage, *push, **variables)) == expected


def test_version_and_workload_have_their_variables(stage: Stage) -> None:
    (before,), (after,) = (planned(stage, *WHICH).values(), planned(stage, *WHICH[:2], BUILD_VERSION="2").values())
    version = {".args.VERSION": "2", ".labels.org.opencontainers.image.version": "2", ".tags.0": f"{IMAGE}:2"}
    assert changes(before, after) == version
    assert list(planned(stage, BUILD_WORKLOAD="worker-2", BUILD_VERSION="2")) == ["worker-2"]


@pytest.mark.parametrize("asked", [(("--debug",), {}), ((), {"BUILD_DEBUG": "true"})])
def test_the_debug_variant(stage: Stage, asked: tuple[tuple[str, ...], dict[str, str]]) -> None:
    words, variables = asked
    (target,) = planned(stage, *WHICH, *words, "--build-arg", "A=b", "--latest", **variables).values()
    assert (target["target"], target["args"]["A"]) == ("debug", "b")
    assert target["tags"] == [f"{IMAGE}:1.2.3-debug", f"{IMAGE}:latest-debug"]


def test_one_digest_alone_is_on_standard_output(stage: Stage) -> None:
    done = ran(stage, *WHICH, TOKEN="t0ken")
    assert (done.returncode, done.stdout) == (0, f"{DIGESTS['api']}\n"), done.stderr
    assert done.stderr.startswith("+ env -u CREATED ")
    assert "\nprogress\n" in done.stderr
    assert "t0ken" not in done.stderr + str(stage.calls())
    assert environment_of(stage)["TOKEN"] == "t0ken"
    (metadata,) = given(stage.calls("docker")[0], "--metadata-file")
    assert not (stage.folder / metadata).parent.exists()


@pytest.mark.parametrize("asked", [(("--metadata-file", "m.json"), {}), ((), {"BUILD_METADATA_FILE": "m.json"})])
def test_metadata_is_kept_where_it_is_wanted(stage: Stage, asked: tuple[tuple[str, ...], dict[str, str]]) -> None:
    words, variables = asked
    assert given(built(stage, *WHICH, *words, **variables), "--metadata-file") == ["m.json"]
    assert json.loads((stage.folder / "m.json").read_text(encoding="utf-8")) == METADATA


def test_all_workloads_at_once(stage: Stage) -> None:
    done = ran(stage, "--workload", "all", "--version", "1", "--build-arg", "A=b")
    assert (done.returncode, done.stdout) == (0, f"api {DIGESTS['api']}\nworker-2 {DIGESTS['worker-2']}\n")
    (call,) = stage.calls("docker")
    assert call[-2:] == ("api", "worker-2")
    assert given(call, "--set") == ["api.args.A=b", "worker-2.args.A=b"]
    done = ran(stage, "--workload", "all", "--version", "1", "--debug", "--push", "--allow-dirty")
    assert done.stdout == f"api-debug {DIGESTS['api-debug']}\n"


def test_what_the_bake_file_takes_is_said_whatever_the_environment_has(stage: Stage) -> None:
    noise = ("VERSION", "REVISION", "IMAGE", "REGISTRY", "PLATFORMS", "PUSH", "LATEST", "NO_CACHE", "CACHE_REPO")
    more = ("PROVENANCE", "SBOM", "DOCKERFILES", "CREATED", "BY_DIGEST", "CACHE_SCOPE", "OUTPUT")
    assert planned(stage, *WHICH, **dict.fromkeys((*noise, *more), "1")) == planned(stage, *WHICH)


def git(folder: Path, *words: str) -> str:
    """What git says; commits are of one person and time."""
    who = {f"GIT_{one}_{what}": "a@b" for one in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {"GIT_COMMITTER_DATE": "1600000000 +0000", "GIT_AUTHOR_DATE": "1500000000 +0000", "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *words], cwd=folder, env={"PATH": os.environ["PATH"], **who, **when}, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def test_a_push_is_of_one_commit_and_has_its_time(stage: Stage) -> None:
    for words in (("init", "-q"), ("add", "docker", "scripts"), ("commit", "-qm", "a")):
        git(stage.folder, *words)
    (stage.folder / ".git/info/exclude").write_text("*\n", encoding="utf-8")
    built(stage, *WHICH, "--push")
    environment = environment_of(stage)
    assert environment["REVISION"] == git(stage.folder, "rev-parse", "HEAD")
    assert environment["SOURCE_DATE_EPOCH"] == "1600000000"
    built(stage, *WHICH, "--push", SOURCE_DATE_EPOCH="1700000000")
    assert environment_of(stage)["SOURCE_DATE_EPOCH"] == "1700000000"
    for change in ("edited", "added"):
        file = stage.folder / ("docker/docker-bake.hcl" if change == "edited" else "added")
        (stage.folder / ".git/info/exclude").write_text("*.answer\nbin\ncalls\nenvironment\nmetadata\ndocs\n", "utf-8")
        before = file.read_text(encoding="utf-8") if file.exists() else None
        file.write_text(change, encoding="utf-8")
        done = ran(stage, *WHICH, "--push")
        assert (done.returncode, stage.calls("docker")) == (2, [])
        assert "changes that no commit has" in done.stderr
        built(stage, *WHICH, "--push", "--allow-dirty")
        built(stage, *WHICH)
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
    built(stage, *WHICH, "--push")


def test_without_a_commit_nothing_is_pushed_by_mistake(stage: Stage) -> None:
    done = ran(stage, *WHICH, "--push")
    assert (done.returncode, stage.calls("docker")) == (2, [])
    assert "git names no commit" in done.stderr
    built(stage, *WHICH, "--push", "--allow-dirty")
    environment = environment_of(stage)
    assert (environment["REVISION"], environment["SOURCE_DATE_EPOCH"]) == ("unknown", "315532800")


def test_group_17_latest_is_tagged_only_when_asked(stage: Stage) -> None:
    (target,) = planned(stage, *WHICH, "--push", "--allow-dirty").values()
    assert target["tags"] == [f"{IMAGE}:1.2.3"]


def test_group_17_the_cache_follows_all_options(stage: Stage) -> None:
    more = ("--cache-repo", "r.example.com/cache", "--registry", "q.example.com", "--push", "--allow-dirty")
    for words in ((*more, *WHICH), (*WHICH, *more)):
        (target,) = planned(stage, *words).values()
        assert target["tags"] == ["q.example.com/api:1.2.3"]
        references = [one["ref"] for one in (*target["cache-from"], *target["cache-to"])]
        assert references == ["r.example.com/cache:buildcache-api"] * 2


def test_group_11_options_and_their_order_mean_the_same(stage: Stage) -> None:
    words = ["--platforms", "linux/arm64", "--build-arg", "A=1 2", "--image", "r.example.com/i"]
    flags = ["--push", "--allow-dirty", "--no-cache", "--latest", "--metadata-file", "m"]
    equals = [f"{name}={value}" for name, value in zip(words[::2], words[1::2], strict=True)]
    calls = [
        (built(stage, *one), environment_of(stage))
        for one in ((*WHICH, *words, *flags), (*flags, *words, *WHICH), (*flags, *equals, *WHICH))
    ]
    assert given(calls[0][0], "--set") == ["api.args.A=1 2"]
    assert all(call == calls[0] for call in calls)


def test_a_dry_run_asks_for_a_plan_alone(stage: Stage) -> None:
    stage.answer("docker", "echo plan; echo said >&2")
    for words, variables in ((("--dry-run",), {}), ((), {"BUILD_DRY_RUN": "true"})):
        done = ran(stage, *WHICH, *words, **variables)
        assert (done.returncode, done.stdout) == (0, "plan\n")
        shown = done.stderr.splitlines()[0]
        assert shown.startswith("+ env -u CREATED ") and shown.endswith("docker/docker-bake.hcl api")
        (call,) = stage.calls("docker")
        assert call == ("docker", "buildx", "bake", "--file", "docker/docker-bake.hcl", "--print", "api")


def test_the_help_names_every_option_and_variable(stage: Stage) -> None:
    done = ran(stage, "--help")
    assert (done.returncode, stage.calls()) == (0, [])
    script = (stage.folder / "scripts" / SCRIPT).read_text(encoding="utf-8")
    code = script.replace(done.stdout, "")
    for word in {*OPTIONS, *PUSH_OPTIONS} - {"--no-provenance and --no-sbom without --push"}:
        assert word in done.stdout
    for name in {part.partition("=")[0] for part in done.stdout.split() if part.startswith("BUILD_")}:
        assert f"${{{name}:-" in code


def test_a_build_that_fails_or_names_no_digest(stage: Stage) -> None:
    stage.answer("docker", "exit 17")
    assert ran(stage, *WHICH).returncode == 17
    stage.answer("docker", BUILDS)
    for metadata in ("{}", '{"api": {"containerimage.digest": "sha256:1"}}', json.dumps({"other": METADATA["api"]})):
        (stage.folder / "metadata").write_text(metadata, encoding="utf-8")
        done = ran(stage, *WHICH)
        assert (done.returncode, done.stdout) == (1, "")
        assert "named no digest" in done.stderr


def test_from_another_folder_the_files_are_found(stage: Stage) -> None:
    (stage.folder / "elsewhere").mkdir()
    done = subprocess.run(
        [stage.folder / "scripts" / SCRIPT, *WHICH],
        cwd=stage.folder / "elsewhere",
        env={"PATH": f"{stage.folder / 'bin'}:{os.environ['PATH']}", "STAGE": str(stage.folder)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == f"{DIGESTS['api']}\n"
    assert environment_of(stage)["DOCKERFILES"] == f"{stage.folder}/docker"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--version", "1"), "give --workload"),
        (("--workload", "nope", "--version", "1"), "there are: api worker-2"),
        (("--workload", "worker-2", "--version", "1", "--debug"), "no debug variant of 'worker-2'; there are: api"),
        (("--workload", "all", "--version", "1", "--image", "r.example.com/a"), "give --registry, or one workload"),
        (("--workload", "api"), "give --version"),
        (("--workload", "api", "--version", "latest"), "--latest adds"),
        (("--workload", "api", "--version", "a b"), "is a tag"),
        (("--workload", "api", "--version", "a" * 123), "is a tag"),
        ((*WHICH, "--platforms", "linux/amd64,linux/arm64"), "add --push"),
        ((*WHICH, "--platforms", "linux/amd64,"), "is a list such as"),
        ((*WHICH, "--platforms", "arm64"), "is a list such as"),
        ((*WHICH, "--image", "ghcr.io/Shop/api"), "lower case"),
        ((*WHICH, "--image", "ghcr.io/shop/api:1"), "without tag"),
        ((*WHICH, "--registry", "ghcr.io/Shop"), "lower case"),
        ((*WHICH, "--cache-repo", "ghcr.io/Shop/api"), "lower case"),
        ((*WHICH, "--build-arg", "TURBO_TOKEN=x"), "looks like a secret"),
        ((*WHICH, "--build-arg", "db_password=x"), "looks like a secret"),
        ((*WHICH, "--build-arg", "A"), "NAME=VALUE"),
        ((*WHICH, "--build-arg", "=x"), "NAME=VALUE"),
        ((*WHICH, "--build-arg", "A.B=x"), "NAME=VALUE"),
        ((*WHICH, "--push"), "git names no commit"),
        ((*WHICH, "--pushh"), "unknown option"),
        ((*WHICH, "--metadata-file"), "needs a value"),
    ],
)
def test_group_17_a_wrong_call(stage: Stage, arguments: tuple[str, ...], reason: str) -> None:
    done = ran(stage, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert stage.calls("docker") == []


FLAGS = ("PUSH", "ALLOW_DIRTY", "LATEST", "DEBUG", "NO_CACHE", "NO_PROVENANCE", "NO_SBOM", "DRY_RUN")


@pytest.mark.parametrize("variable", [*(f"BUILD_{flag}" for flag in FLAGS), "SOURCE_DATE_EPOCH"])
def test_a_variable_that_means_nothing(stage: Stage, variable: str) -> None:
    done = ran(stage, *WHICH, **{variable: "perhaps"})
    assert done.returncode == 2
    assert variable in done.stderr


def test_no_workload_has_a_debug_variant(tmp_path: Path) -> None:
    done = ran(build_stage(tmp_path, shop(w=NODE)), "--workload", "all", "--version", "1", "--debug")
    assert (done.returncode, "no debug variant of any workload" in done.stderr) == (2, True)


def test_what_is_missing_is_named(stage: Stage) -> None:
    bake = stage.folder / "docker/docker-bake.hcl"
    bake.rename(stage.folder / "away")
    done = ran(stage, *WHICH)
    assert (done.returncode, "there is no docker/docker-bake.hcl" in done.stderr) == (1, True)
    (stage.folder / "away").rename(bake)
    for name, words in (("docker", ()), ("jq", ()), ("docker", ("--dry-run",))):
        hidden = stage.folder / "only"
        hidden.mkdir(exist_ok=True)
        for program in ("bash", "dirname", "basename", "cat", "git", "env", "jq", "docker"):
            link = hidden / program
            link.unlink(missing_ok=True)
            if program != name:
                source = stage.folder / "bin/docker" if program == "docker" else shutil.which(program)
                assert source
                link.symlink_to(source)
        done = ran(stage, *WHICH, *words, PATH=str(hidden))
        assert (done.returncode, f"{name} is needed" in done.stderr) == (1, True), done.stderr
