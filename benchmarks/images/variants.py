"""Every variant built and run: as its own user, on a read-only root, without capabilities."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.images.fixtures import PORT, working_copy
from benchmarks.images.rounds import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.images.builder import Builder, Size, Smoke
    from benchmarks.images.fixtures import Variant

USER = 65532
_STOPS_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Tried:
    """A variant's image: its size, how it ran, and the digests of two builds, none of which used a cached step.

    ``health`` is whether its configuration has a HEALTHCHECK, ``debug`` how the target with a shell ran, if there is
    one.
    """

    variant: Variant
    size: Size
    smoke: Smoke
    health: bool
    digests: tuple[str, ...]
    debug: Smoke | None


def attempt(builder: Builder, variant: Variant, out: Path, folder: Path, *, rewrite: bool) -> Tried:
    """Build and run the image of a variant from ``out``, the folder of Dockerfiles; raises BuilderError."""
    dockerfile = out / variant.name / "Dockerfile"
    copy = working_copy(variant.name, folder / "copy")
    built = [
        builder.build(
            copy, dockerfile, tag=f"{variant.name}:{number}", no_cache=number > 0, epoch=EPOCH, rewrite=rewrite
        )
        for number in range(2)
    ]
    (folder / f"{variant.name}.log").write_text(built[0].log, "utf-8")
    reference = built[0].reference
    smoke = _run(builder, reference)
    print(f"{variant.name}: built and ran, ready after {smoke.ready:.1f} s", file=sys.stderr, flush=True)
    debug = None
    if " AS debug\n" in dockerfile.read_text("utf-8"):
        target = builder.build(
            copy, dockerfile, tag=f"{variant.name}:debug", target="debug", epoch=EPOCH, rewrite=rewrite
        )
        debug = _run(builder, target.reference)
    config = builder.config(reference)["config"]
    health = isinstance(config, dict) and "Healthcheck" in config
    digests = tuple(each.digest for each in built)
    return Tried(variant, builder.size(reference), smoke, health, digests, debug)


def problems(tried: Tried) -> Iterator[str]:
    """What is not as it has to be, each a sentence."""
    yield from _of_run(tried.smoke, tried.variant)
    if tried.smoke.shell != tried.variant.shell:
        yield "it has a shell" if tried.smoke.shell else "it has no shell, though its base image should bring one"
    if tried.health != (tried.smoke.health is not None):
        yield "its HEALTHCHECK was not run"
    if len(set(tried.digests)) != 1:
        yield f"its builds differ: {', '.join(tried.digests)}"
    if tried.debug is not None:
        yield from (f"debug: {problem}" for problem in _of_run(tried.debug, tried.variant))
        if not tried.debug.shell:
            yield "debug: it has no shell"


def _of_run(smoke: Smoke, variant: Variant) -> Iterator[str]:
    if smoke.status != 200:
        yield f"/healthz answered {smoke.status}"
    if smoke.user != USER:
        yield f"it runs as user {smoke.user}, not {USER}"
    if variant.uid_told and told(smoke.body) != USER:
        yield f"it says {smoke.body!r}, which does not name user {USER}"
    if smoke.health not in (None, 0):
        yield f"its HEALTHCHECK ended with {smoke.health}"
    if smoke.exit_code not in (0, 143) or smoke.stopped > _STOPS_WITHIN:
        yield f"SIGTERM ended it with {smoke.exit_code} after {smoke.stopped:.1f} s"


def told(body: str) -> int | None:
    """The user that an answer of /healthz names."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer.get("uid") if isinstance(answer, dict) else None


def _run(builder: Builder, reference: str) -> Smoke:
    environment = {"PORT": str(PORT), "SERVER_PORT": str(PORT)}
    return builder.run(reference, port=PORT, path="/healthz", environment=environment)
