"""An image that does not run as it has to is told of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images import fixtures, variants
from benchmarks.images.variants import problems, told
from tests.images.builders import FakeBuilder
from tests.images.figures import SMOKE, tried

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("pnpm-single", {}, []),
        ("pnpm-single", {"exit_code": 143}, []),
        ("pnpm-single", {"health": None}, []),
        ("static", {"body": "ok\n", "health": None}, []),
        ("pnpm-single", {"status": 503}, ["/healthz answered 503"]),
        ("pnpm-single", {"user": 0}, ["it runs as user 0, not 65532"]),
        ("pnpm-single", {"body": '{"uid": 0}'}, ["it says '{\"uid\": 0}', which does not name user 65532"]),
        ("pnpm-single", {"body": "ok"}, ["it says 'ok', which does not name user 65532"]),
        ("pnpm-single", {"shell": True}, ["it has a shell"]),
        ("pnpm-single", {"health": 1}, ["its HEALTHCHECK ended with 1"]),
        ("pnpm-single", {"exit_code": 137}, ["SIGTERM ended it with 137 after 0.0 s"]),
        ("pnpm-single", {"stopped": 10.0}, ["SIGTERM ended it with 0 after 10.0 s"]),
    ],
)
def test_problems_of_a_run(name: str, change: dict[str, Any], expected: list[str]) -> None:
    assert list(problems(tried(name, replace(SMOKE, **change)))) == expected


@pytest.mark.parametrize(
    ("shell", "expected"), [(True, []), (False, ["it has no shell, though its base image should bring one"])]
)
def test_a_base_image_that_brings_a_shell(shell: bool, expected: list[str]) -> None:
    variant = replace(fixtures.variant("pnpm-single"), shell=True)
    assert list(problems(tried(smoke=replace(SMOKE, shell=shell), variant=variant))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"digests": ("sha256:d", "sha256:e")}, ["its builds differ: sha256:d, sha256:e"]),
        ({"health": False}, ["its HEALTHCHECK was not run"]),
        ({"debug": replace(SMOKE, shell=True)}, []),
        ({"debug": SMOKE}, ["debug: it has no shell"]),
        ({"debug": replace(SMOKE, shell=True, user=0)}, ["debug: it runs as user 0, not 65532"]),
    ],
)
def test_problems_of_an_image(change: dict[str, Any], expected: list[str]) -> None:
    assert list(problems(tried(**change))) == expected


@pytest.mark.parametrize(
    ("body", "expected"), [('{"uid": 7}', 7), ("{}", None), ("[7]", None), ("", None), ("ok", None)]
)
def test_the_user_that_an_answer_names(body: str, expected: int | None) -> None:
    assert told(body) == expected


@pytest.mark.parametrize("debug", [True, False])
def test_an_attempt_builds_twice_and_the_debug_target_where_there_is_one(tmp_path: Path, debug: bool) -> None:
    dockerfile = tmp_path / "out/npm-single/Dockerfile"
    dockerfile.parent.mkdir(parents=True)
    dockerfile.write_text("FROM a AS runtime\n" + ("FROM b AS debug\n" if debug else ""))
    builder = FakeBuilder()
    found = variants.attempt(builder, fixtures.variant("npm-single"), tmp_path / "out", tmp_path, rewrite=debug)  # type: ignore[arg-type]
    calls = [(call["no_cache"], call["target"]) for call in builder.calls]
    assert calls == [(False, None), (True, None), *([(False, "debug")] if debug else [])]
    assert len({call["epoch"] for call in builder.calls}) == 1
    assert {call["rewrite"] for call in builder.calls} == {debug}
    assert builder.runs[0] == ("npm-single:0", 18080, "/healthz", {"PORT": "18080", "SERVER_PORT": "18080"})
    assert (found.debug is not None, found.health) == (debug, True)
    assert (tmp_path / "npm-single.log").read_text() == "log of npm-single:0"
    assert list(problems(replace(found, debug=None))) == []
