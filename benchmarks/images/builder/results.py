"""What building, weighing and running images gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class BuilderError(Exception):
    """The machine lacks something that building needs; the message says what, and what to do."""


class BuildError(BuilderError):
    """A build that failed; ``log`` is all that it printed."""

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message)
        self.log = log


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a build as BuildKit names it (``[build 3/7] RUN go build``), and how many seconds it took.

    ``cached`` is whether its result was there already.
    """

    name: str
    cached: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build, its image pushed to the builder's registry.

    ``reference`` is what the other methods of the builder take, ``digest`` that of the index or the manifest. ``wall``
    is in seconds; ``cpu`` are the CPU seconds of buildkitd and of all that it ran, None where the machine doesn't
    count them.
    """

    reference: str
    digest: str
    wall: float
    cpu: float | None
    steps: tuple[Step, ...]
    log: str

    @property
    def cached(self) -> tuple[str, ...]:
        """The names of the Dockerfile's steps that came out of the cache."""
        return tuple(step.name for step in self.steps if step.cached)


@dataclass(frozen=True, slots=True)
class Baked:
    """A finished run of a bake file: the digests by target, the rest as in Built for all targets together."""

    digests: Mapping[str, str]
    wall: float
    cpu: float | None
    steps: tuple[Step, ...]
    log: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer's digest (of the compressed bytes) and its bytes compressed, as pushed, and unpacked."""

    digest: str
    compressed: int
    uncompressed: int


@dataclass(frozen=True, slots=True)
class Size:
    """What an image of one platform weighs; ``uncompressed`` is what ``docker images`` calls its size."""

    layers: tuple[Layer, ...]

    @property
    def compressed(self) -> int:
        """Bytes that a first pull takes."""
        return sum(layer.compressed for layer in self.layers)

    @property
    def uncompressed(self) -> int:
        """Bytes of the unpacked layers."""
        return sum(layer.uncompressed for layer in self.layers)

    def added_to(self, before: Size) -> int:
        """Compressed bytes of the layers that ``before`` lacks: what is pushed, and pulled, after it."""
        known = {layer.digest for layer in before.layers}
        return sum(layer.compressed for layer in self.layers if layer.digest not in known)


@dataclass(frozen=True, slots=True)
class Smoke:
    """How an image's own entry point did, run as its own user on a read-only root without capabilities.

    ``ready`` are the seconds until ``path`` answered ``status`` with ``body``. ``health`` is the exit code of the
    image's HEALTHCHECK, None without one. ``stopped`` are the seconds from SIGTERM to the end and ``exit_code`` what it
    ended with, None where SIGTERM did not end it within 15 seconds. ``user`` is the numeric user id, ``shell`` whether
    a shell can be run; ``log`` is what it printed.
    """

    ready: float
    status: int
    body: str
    health: int | None
    stopped: float
    exit_code: int | None
    user: int
    shell: bool
    log: str
