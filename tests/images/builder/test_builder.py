"""The builder's one entry, on stand-ins of everything that it starts: what buildx is asked, and what is stopped."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images.builder import Builder, BuilderError, bases, buildx, daemon, debian, programs, registry
from benchmarks.images.builder.buildx import Outcome
from benchmarks.images.builder.cgroups import Cgroup
from benchmarks.images.builder.daemon import Daemon
from benchmarks.images.builder.results import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEP = Step("[1/1] FROM x", cached=True, seconds=0.0)


class Registry:
    """A registry with one image."""

    address = "127.0.0.1:5"

    def image(self, reference: str, platform: str) -> dict[str, Any]:
        return {"config": {"digest": f"of {reference} {platform}"}}

    def blob(self, reference: str, digest: str) -> bytes:
        return json.dumps({"config": {"User": digest}}).encode()


class Client:
    """A buildx that notes what it is asked."""

    daemon = Daemon("unix:///socket", Cgroup("own", (), None, unified=False))

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], Mapping[str, str], Path | None]] = []
        self.metadata: dict[str, Any] = {"containerimage.digest": "sha256:0"}

    def run(self, *arguments: str, environment: Mapping[str, str], directory: Path | None = None) -> Outcome:
        self.asked.append((arguments, environment, directory))
        return Outcome(2.0, 1.5, (STEP,), "log", self.metadata)

    def script_environment(self) -> dict[str, str]:
        return {"PATH": "own"}


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is started and stopped, in that order; none of it for real."""
    happened: list[str] = []

    def server(name: str, value: object) -> Any:
        @contextmanager
        def run(*arguments: object) -> Iterator[object]:
            happened.append(f"start {name}")
            yield value
            happened.append(f"stop {name}")

        return run

    def push(_registry: object, _cache: object, stand_ins: tuple[bases.StandIn, ...]) -> dict[str, str]:
        happened.append(f"push {stand_ins[0].family}")
        return {}

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(programs, "needed", lambda *names: None)
    monkeypatch.setattr(programs, "tools", lambda: Path("/tools"))
    monkeypatch.setattr(debian, "helpers", lambda cache: debian.Unpacked(Path("/helpers")))
    monkeypatch.setattr(registry, "serve", server("registry", Registry()))
    monkeypatch.setattr(daemon, "start", server("buildkitd", Client.daemon))
    monkeypatch.setattr(bases, "push", push)
    monkeypatch.setattr(bases, "push_frontend", lambda *arguments: happened.append("push frontend"))
    return happened


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, events: list[str]) -> Client:
    one = Client()
    monkeypatch.setattr(buildx, "connect", lambda *arguments: one)
    return one


def test_what_was_started_is_stopped_and_nothing_is_left(events: list[str], client: Client, tmp_path: Path) -> None:
    with Builder(["go"]) as builder:
        assert builder.registry == "127.0.0.1:5"
        assert builder.environment() == {"PATH": "own"}
    assert events == [
        *("start registry", "push go", "push frontend", "start buildkitd"),
        *("stop buildkitd", "stop registry"),
    ]
    assert list((tmp_path / "summitgen/images").iterdir()) == []


def test_a_start_that_fails_stops_what_ran(events: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*arguments: object) -> None:
        raise BuilderError("no buildx")

    monkeypatch.setattr(buildx, "connect", fail)
    with pytest.raises(BuilderError, match="no buildx"), Builder(["go"]):
        pass
    assert events[-3:] == ["start buildkitd", "stop buildkitd", "stop registry"]
    assert list((tmp_path / "summitgen/images").iterdir()) == []


def test_a_plain_build_is_pushed_under_its_tag(client: Client) -> None:
    with Builder(["go"]) as builder:
        built = builder.build(Path("/context"), Path("/files/Dockerfile"), tag="team/api:1")
    ((arguments, environment, _),) = client.asked
    assert arguments[0] == "build"
    assert arguments[-1] == "/context"
    assert "--file=/files/Dockerfile" in arguments
    assert "--output=type=image,name=127.0.0.1:5/team/api:1,push=true,oci-mediatypes=true" in arguments
    assert "--no-cache" not in arguments
    assert environment == {}
    assert (built.reference, built.digest) == ("127.0.0.1:5/team/api@sha256:0", "sha256:0")
    assert (built.wall, built.cpu, built.cached, built.log) == (2.0, 1.5, (STEP.name,), "log")


@pytest.mark.parametrize("rewrite", [True, False])
def test_a_dated_build_has_its_time_in_the_layers_where_that_is_asked(client: Client, rewrite: bool) -> None:
    more: dict[str, Any] = {"arguments": {"A": "b"}, "target": "debug", "no_cache": True}
    with Builder(["go"]) as builder:
        builder.build(Path("c"), Path("d"), tag="a", epoch=0, rewrite=rewrite, **more)
    arguments = client.asked[0][0]
    assert {"--build-arg=SOURCE_DATE_EPOCH=0", "--build-arg=A=b", "--target=debug", "--no-cache"} <= set(arguments)
    (output,) = [argument for argument in arguments if argument.startswith("--output")]
    assert output.endswith(",rewrite-timestamp=true") == rewrite


def test_secrets_are_in_no_argument(client: Client) -> None:
    with Builder(["go"]) as builder:
        builder.build(Path("c"), Path("d"), tag="a", secrets={"token": "hidden", "other": "dark"})
    arguments, environment, _ = client.asked[0]
    assert not [argument for argument in arguments if "hidden" in argument or "dark" in argument]
    given = [argument.removeprefix("--secret=") for argument in arguments if argument.startswith("--secret")]
    told = {secret.partition(",")[0]: environment[secret.partition("env=")[2]] for secret in given}
    assert told == {"id=token": "hidden", "id=other": "dark"}


def test_a_registry_cache_is_whole_and_an_image(client: Client) -> None:
    with Builder(["go"]) as builder:
        source, sink = builder.registry_cache("api")
        builder.build(Path("c"), Path("d"), tag="a", cache_from=[source], cache_to=[sink])
    assert source == "type=registry,ref=127.0.0.1:5/cache/api"
    assert sink == f"{source},mode=max,image-manifest=true,oci-mediatypes=true"
    assert {f"--cache-from={source}", f"--cache-to={sink}"} <= set(client.asked[0][0])


def test_baked_targets_have_their_digests(client: Client, tmp_path: Path) -> None:
    client.metadata = {"api": {"containerimage.digest": "sha256:1"}, "local": {}, "buildx.build.warnings": ["x"]}
    with Builder(["go"]) as builder:
        baked = builder.bake(
            [Path("a.hcl")], ["api", "local"], directory=tmp_path, variables={"A": "b"}, overrides=["api.tags=x"]
        )
    assert client.asked == [
        (("bake", "--file=a.hcl", "--set=api.tags=x", "--allow=fs=*", "api", "local"), {"A": "b"}, tmp_path)
    ]
    assert dict(baked.digests) == {"api": "sha256:1"}
    assert (baked.wall, baked.cpu, baked.steps, baked.log) == (2.0, 1.5, (STEP,), "log")


def test_an_images_configuration_is_that_of_its_platform(client: Client) -> None:
    with Builder(["go"]) as builder:
        assert builder.config("x:1", "linux/arm64") == {"config": {"User": "of x:1 linux/arm64"}}


def test_pruning_is_buildctls(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[object, ...]] = []
    monkeypatch.setattr(programs, "call", lambda *command, **options: called.append(command))
    with Builder(["go"]) as builder:
        builder.prune()
    assert called == [(Path("/tools/buildctl"), "--addr", "unix:///socket", "prune", "--all")]
