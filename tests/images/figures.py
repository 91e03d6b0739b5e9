"""Made-up figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.images import fixtures
from benchmarks.images.builder import Layer, Size, Smoke
from benchmarks.images.platforms import Foreign
from benchmarks.images.results import Measured, Results
from benchmarks.images.rounds import (
    CLEAN,
    DEPENDENCY,
    NAIVE,
    NOTHING,
    OURS,
    REGISTRY,
    SLIM,
    SOURCE,
    UNRELATED,
    Contender,
    Taken,
)
from benchmarks.images.variants import Tried

SMOKE = Smoke(
    ready=0.27,
    status=200,
    body='{"status":"ok","uid":65532}',
    health=0,
    stopped=0.04,
    exit_code=0,
    user=65532,
    shell=False,
    log="",
)


def size(uncompressed: int, compressed: int | None = None) -> Size:
    """The size of an image of one layer."""
    return Size((Layer("sha256:1", compressed or uncompressed // 3, uncompressed),))


def builds(*cpu: float, ran: tuple[str, ...] = ("[build 1/2] RUN a",), cached: int = 3) -> tuple[Taken, ...]:
    """Builds that took so many seconds of CPU, and one more of wall clock."""
    return tuple(Taken(seconds + 1, seconds, cached, ran) for seconds in cpu)


def naive(title: str = NAIVE, **changes: Any) -> Contender:
    """A naive Dockerfile of a monorepo."""
    times = {CLEAN: 70.0, NOTHING: 0.1, SOURCE: 60.0, UNRELATED: 59.0, DEPENDENCY: 55.0}
    made = {name: builds(seconds, seconds + 5, seconds - 1) for name, seconds in times.items()}
    return replace(Contender(title, made, size(2_000_000_000), 200_000_000, ("sha256:a", "sha256:b")), **changes)


def ours(**changes: Any) -> Contender:
    """summitgen's Dockerfile of the same."""
    times = {CLEAN: 50.0, NOTHING: 0.1, SOURCE: 9.0, DEPENDENCY: 30.0, REGISTRY: 18.0}
    made = {name: builds(seconds, seconds, seconds) for name, seconds in times.items()}
    made[UNRELATED] = builds(0.1, 0.1, 0.1, ran=(), cached=17)
    return replace(Contender(OURS, made, size(265_000_000), 2_000, ("sha256:c",) * 3), **changes)


def contenders(**changes: Any) -> dict[str, Contender]:
    """All three; ``changes`` are those of summitgen's."""
    judged = {name: made[:1] for name, made in naive().builds.items() if name in (CLEAN, SOURCE)}
    slim = naive(SLIM, builds=judged, size=size(1_100_000_000))
    return {NAIVE: naive(), SLIM: slim, OURS: ours(**changes)}


def measured(**changes: Any) -> Measured:
    """The monorepo's contest."""
    return Measured(fixtures.CONTESTS[0], contenders(**changes))


def tried(name: str = "pnpm-single", smoke: Smoke = SMOKE, **changes: Any) -> Tried:
    """A variant that was built and ran."""
    found = Tried(fixtures.variant(name), size(150_000_000), smoke, smoke.health is not None, ("sha256:d",) * 2, None)
    return replace(found, **changes)


def results(**changes: Any) -> Results:
    """A run in which all was well."""
    debug = replace(SMOKE, shell=True)
    found = Results(
        rounds=3,
        measured=(measured(),),
        tried=(tried("pnpm-workspace", debug=debug), tried("go", replace(SMOKE, health=None))),
        foreign=(Foreign("go", {"arm64": 1}), Foreign("pnpm-workspace", {"arm64": 37})),
        planned=dict.fromkeys(("go", "npm-single", "pnpm-workspace", "static"), ("linux/amd64", "linux/arm64")),
        script=None,
        broken={},
    )
    return replace(found, **changes)
