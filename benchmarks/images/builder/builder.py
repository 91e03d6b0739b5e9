"""The one entry: a registry, a buildkitd and the stand-ins of base images, for as long as the context lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from benchmarks.images.builder.results import Baked, Built, Size, Smoke

Families = tuple[str, ...]
FAMILIES: Families = ("node", "python", "go", "static")


class Builder:
    """Builds, weighs and runs images; a context manager.

    ``families`` are the languages whose base images are wanted (their stand-ins are made at the first use and kept in
    the user's cache). Entering raises BuilderError where the machine lacks something. Everything started is stopped at
    the end, and no state is left but the cache.
    """

    def __init__(self, families: Sequence[str] = FAMILIES) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    @property
    def registry(self) -> str:
        """The registry that images are pushed to, as a prefix of references: ``127.0.0.1:41234``."""
        raise NotImplementedError

    def build(
        self,
        context: Path,
        dockerfile: Path,
        *,
        tag: str,
        target: str | None = None,
        arguments: Mapping[str, str] = {},
        secrets: Mapping[str, str] = {},
        cache_from: Sequence[str] = (),
        cache_to: Sequence[str] = (),
        no_cache: bool = False,
        platforms: Sequence[str] = ("linux/amd64",),
        epoch: int | None = None,
    ) -> Built:
        """Build ``dockerfile`` (its own ``<name>.dockerignore`` beside it counts) and push it as ``registry/tag``.

        ``secrets`` are values by id. ``cache_from`` and ``cache_to`` are buildx's (``type=local,src=…``,
        ``type=registry,ref=…,mode=max``; see ``registry_cache``). With ``epoch``, seconds, SOURCE_DATE_EPOCH is set and
        all layers' timestamps are rewritten. Raises BuildError.
        """
        raise NotImplementedError

    def bake(
        self,
        files: Sequence[Path],
        targets: Sequence[str],
        *,
        directory: Path,
        variables: Mapping[str, str] = {},
        overrides: Sequence[str] = (),
    ) -> Baked:
        """Build targets or groups of bake files from ``directory``; what is pushed is up to them.

        ``variables`` are set in the environment; ``overrides`` are those of ``--set``. Raises BuildError.
        """
        raise NotImplementedError

    def registry_cache(self, name: str) -> tuple[str, str]:
        """``cache_from`` and ``cache_to`` for a registry cache of mode max called ``name``."""
        raise NotImplementedError

    def prune(self) -> None:
        """Drop everything that buildkitd cached, cache mounts too: the builder is a fresh one then."""
        raise NotImplementedError

    def size(self, reference: str, platform: str = "linux/amd64") -> Size:
        """What the image of a platform in the registry weighs, layer by layer."""
        raise NotImplementedError

    def config(self, reference: str, platform: str = "linux/amd64") -> Mapping[str, object]:
        """The image's configuration as OCI defines it (``config`` has User, Cmd, Labels, Healthcheck)."""
        raise NotImplementedError

    def files(self, reference: str) -> tuple[str, ...]:
        """The paths of all files in the image of this machine's platform, without a leading slash, sorted."""
        raise NotImplementedError

    def run(
        self,
        reference: str,
        *,
        port: int,
        path: str = "/",
        environment: Mapping[str, str] = {},
        writable: Sequence[str] = (),
        timeout: float = 30.0,
    ) -> Smoke:
        """Run the image's own entry point under runc and look at it: own user, read-only root, no capabilities.

        No new privileges can be had, and only ``writable`` are tmpfs. ``port`` is one that the server listens on, of
        this machine (``environment`` tells it which where that can be chosen). Raises BuilderError when ``path`` gives
        no answer within ``timeout`` seconds; the message has what it printed.
        """
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Variables for scripts that call ``docker buildx``: a ``docker`` on PATH that hands it to this builder."""
        raise NotImplementedError
