"""build-optimized-docker.sh, run for real with a docker that writes down its call."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.targets.texts.stage import Call, Stage

SCRIPT = "build-optimized-docker.sh"
WHICH = ("--workload", "summit", "--version", "1.2.3")


def built(stage: Stage, *arguments: str, **variables: str) -> Call:
    """The one call of docker."""
    done = stage.run(SCRIPT, *arguments, **variables)
    assert done.returncode == 0, done.stderr
    (call,) = stage.calls("docker")
    assert call[:3] == ("docker", "buildx", "build")
    assert call[-1] == "."
    return call


def given(call: Call, option: str) -> list[str]:
    """The values of an option."""
    return [value for name, value in pairwise(call) if name == option]


def test_a_local_build(stage: Stage) -> None:
    call = built(stage, *WHICH, TURBO_TOKEN="t0ken")
    assert given(call, "--tag") == ["ghcr.io/brianclong/summit:1.2.3"]
    assert given(call, "--platform") == []
    assert given(call, "--secret") == ["id=TURBO_TOKEN,env=TURBO_TOKEN"]
    assert given(call, "--build-arg")[:1] == ["API_BASE_URL=https://api.summit.example.com"]
    assert given(call, "--cache-to") == []
    assert "--load" in call and "--push" not in call
    assert "t0ken" not in " ".join(call)


def test_a_push(stage: Stage) -> None:
    call = built(stage, *WHICH, "--push", "--metadata-file", "m.json")
    assert given(call, "--platform") == ["linux/amd64,linux/arm64"]
    assert given(call, "--secret") == []
    assert given(call, "--metadata-file") == ["m.json"]
    assert "--load" not in call and "--push" in call


def test_group_17_latest_is_tagged_only_when_asked(stage: Stage) -> None:
    image = "ghcr.io/brianclong/summit"
    assert given(built(stage, *WHICH, "--push"), "--tag") == [f"{image}:1.2.3"]
    assert given(built(stage, *WHICH, "--latest"), "--tag") == [f"{image}:1.2.3", f"{image}:latest"]


@pytest.mark.parametrize(
    ("more", "cache"),
    [
        ([], "ghcr.io/brianclong/summit"),
        (["--registry", "r.example.com/o"], "r.example.com/o/summit"),
        (["--image", "r.example.com/o/other"], "r.example.com/o/other"),
        (["--cache-repo", "r.example.com/cache", "--registry", "q.example.com"], "r.example.com/cache"),
    ],
)
def test_group_17_the_cache_follows_all_options(stage: Stage, more: list[str], cache: str) -> None:
    for arguments in ([*more, "--push", *WHICH], [*WHICH, "--push", *more]):
        call = built(stage, *arguments)
        assert given(call, "--cache-from") == [f"type=registry,ref={cache}:buildcache"]
        assert given(call, "--cache-to") == [f"type=registry,ref={cache}:buildcache,mode=max"]
    assert not {"--cache-from", "--cache-to"} & set(built(stage, *WHICH, *more, "--no-cache", "--push"))


def test_group_11_options_variables_and_order_mean_the_same(stage: Stage) -> None:
    words = ["--platforms", "linux/arm64", "--build-arg", "A=1 2", "--image", "r.example.com/i"]
    flags = ["--push", "--no-cache", "--latest"]
    calls = [
        built(stage, *WHICH, *words, *flags),
        built(stage, *flags, *words, *WHICH),
        built(stage, "--version=1.2.3", "--build-arg=A=1 2", *flags, *words[:2], *words[4:], "--workload=summit"),
        built(
            stage,
            BUILD_WORKLOAD="summit",
            BUILD_VERSION="1.2.3",
            BUILD_PLATFORMS="linux/arm64",
            BUILD_ARGS="A=1 2",
            BUILD_IMAGE="r.example.com/i",
            BUILD_PUSH="true",
            BUILD_NO_CACHE="true",
            BUILD_LATEST="true",
        ),
    ]
    assert given(calls[0], "--build-arg")[-1] == "A=1 2"
    assert "--no-cache" in calls[0]
    assert all(call == calls[0] for call in calls)


def test_a_dry_run_builds_nothing(stage: Stage) -> None:
    done = stage.run(SCRIPT, *WHICH, "--dry-run")
    assert done.returncode == 0
    assert done.stderr.startswith("+ docker buildx build ")
    assert stage.calls() == []


def test_a_build_that_fails(stage: Stage) -> None:
    stage.answer("docker", "exit 17")
    assert stage.run(SCRIPT, *WHICH).returncode == 17


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give --workload"),
        (("--workload", "nope", "--version", "1"), "there are: gateway ml-engine summit web websocket-server"),
        (("--workload", "summit"), "give --version"),
        (("--workload", "summit", "--version", "latest"), "--latest adds"),
        (("--workload", "summit", "--version", "a b"), "is a tag"),
        ((*WHICH, "--platforms", "linux/amd64,linux/arm64"), "add --push"),
        ((*WHICH, "--image", "ghcr.io/BrianCLong/summit"), "lower case"),
        ((*WHICH, "--cache-repo", "ghcr.io/BrianCLong/summit"), "lower case"),
        ((*WHICH, "--build-arg", "TURBO_TOKEN=x"), "looks like a secret"),
        ((*WHICH, "--build-arg", "db_password=x"), "looks like a secret"),
        ((*WHICH, "--build-arg", "A"), "NAME=VALUE"),
        ((*WHICH, "--pushh"), "unknown option"),
        (("--workload", "gateway", "--version", "1"), "no Dockerfile of gateway"),
    ],
)
def test_group_17_a_wrong_call(stage: Stage, arguments: tuple[str, ...], reason: str) -> None:
    done = stage.run(SCRIPT, *arguments)
    assert done.returncode == 2
    assert reason in done.stderr
    assert stage.calls() == []
