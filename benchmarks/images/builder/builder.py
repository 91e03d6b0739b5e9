"""The one entry: a registry, a buildkitd and the stand-ins of base images, for as long as the context lasts."""

from __future__ import annotations

import json
import tarfile
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from benchmarks.images.builder import (
    bases,
    buildx,
    bundle,
    cache,
    catalogue,
    daemon,
    debian,
    programs,
    registry,
    sizes,
    smoke,
)
from benchmarks.images.builder.results import Baked, BuilderError, Built

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from benchmarks.images.builder.buildx import Client
    from benchmarks.images.builder.registry import Registry
    from benchmarks.images.builder.results import Size, Smoke

FAMILIES = ("node", "python", "go", "static")
_NONE: Mapping[str, str] = MappingProxyType({})
_EXPORT = "push=true,oci-mediatypes=true"


class Builder:
    """Builds, weighs and runs images; a context manager.

    ``families`` are the languages whose base images are wanted (their stand-ins are made at the first use and kept in
    the user's cache). Entering raises BuilderError where the machine lacks something. Everything started is stopped at
    the end, and no state is left but the cache.
    """

    def __init__(self, families: Sequence[str] = FAMILIES) -> None:
        self._stand_ins = catalogue.of(families)
        self._cache = cache.default()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def registry(self) -> str:
        """The registry that images are pushed to, as a prefix of references: ``127.0.0.1:41234``."""
        return self._registry.address

    def build(
        self,
        context: Path,
        dockerfile: Path,
        *,
        tag: str,
        target: str | None = None,
        arguments: Mapping[str, str] = _NONE,
        secrets: Mapping[str, str] = _NONE,
        cache_from: Sequence[str] = (),
        cache_to: Sequence[str] = (),
        no_cache: bool = False,
        platforms: Sequence[str] = ("linux/amd64",),
        epoch: int | None = None,
        rewrite: bool = False,
    ) -> Built:
        """Build ``dockerfile`` (its own ``<name>.dockerignore`` beside it counts) and push it as ``registry/tag``.

        ``secrets`` are values by id. ``cache_from`` and ``cache_to`` are buildx's (``type=local,src=…``,
        ``type=registry,ref=…,mode=max``; see ``registry_cache``). With ``epoch``, seconds, SOURCE_DATE_EPOCH is set;
        with ``rewrite`` files in layers get no later date than that. Raises BuildError.
        """
        reference = f"{self.registry}/{tag}"
        dated = {} if epoch is None else {"SOURCE_DATE_EPOCH": str(epoch)}
        export = f"type=image,name={reference},{_EXPORT}{',rewrite-timestamp=true' if rewrite else ''}"
        hidden = {f"SUMMITGEN_SECRET_{number}": value for number, value in enumerate(secrets.values())}
        outcome = self._client.run(
            "build",
            f"--file={dockerfile}",
            f"--output={export}",
            *buildx.flags(
                target=target,
                arguments={**arguments, **dated},
                cache_from=cache_from,
                cache_to=cache_to,
                no_cache=no_cache,
                platforms=platforms,
            ),
            *(f"--secret=id={name},env={variable}" for name, variable in zip(secrets, hidden, strict=True)),
            str(context),
            environment=hidden,
        )
        digest = str(outcome.metadata["containerimage.digest"])
        pinned = f"{self.registry}/{registry.parse(reference).repository}@{digest}"
        return Built(pinned, digest, outcome.wall, outcome.cpu, outcome.steps, outcome.log)

    def bake(
        self,
        files: Sequence[Path],
        targets: Sequence[str],
        *,
        directory: Path,
        variables: Mapping[str, str] = _NONE,
        overrides: Sequence[str] = (),
    ) -> Baked:
        """Build targets or groups of bake files from ``directory``; what is pushed is up to them.

        ``variables`` are set in the environment; ``overrides`` are those of ``--set``. Raises BuildError.
        """
        outcome = self._client.run(
            "bake",
            *(f"--file={file}" for file in files),
            *(f"--set={override}" for override in overrides),
            "--allow=fs=*",
            *targets,
            environment=variables,
            directory=directory,
        )
        digests = {
            name: str(about["containerimage.digest"])
            for name, about in outcome.metadata.items()
            if isinstance(about, dict) and "containerimage.digest" in about
        }
        return Baked(MappingProxyType(digests), outcome.wall, outcome.cpu, outcome.steps, outcome.log)

    def registry_cache(self, name: str) -> tuple[str, str]:
        """``cache_from`` and ``cache_to`` for a registry cache of mode max called ``name``."""
        reference = f"{self.registry}/cache/{name}"
        source = f"type=registry,ref={reference}"
        return source, f"{source},mode=max,image-manifest=true,oci-mediatypes=true"

    def prune(self) -> None:
        """Drop everything that buildkitd cached, cache mounts too: the builder is a fresh one then."""
        daemon.prune(self._tools, self._client.daemon)

    def size(self, reference: str, platform: str = "linux/amd64") -> Size:
        """What the image of a platform in the registry weighs, layer by layer."""
        return sizes.size(self._registry, reference, platform)

    def config(self, reference: str, platform: str = "linux/amd64") -> Mapping[str, Any]:
        """The image's configuration as OCI defines it (``config`` has User, Cmd, Labels, Healthcheck)."""
        manifest = self._registry.image(reference, platform)
        document: dict[str, Any] = json.loads(self._registry.blob(reference, manifest["config"]["digest"]))
        return document

    def files(self, reference: str, platform: str = "linux/amd64") -> tuple[str, ...]:
        """The paths of all files in the image, without a leading slash, sorted; folders are not listed."""
        with self._cache.scratch("files") as folder:
            archive = self._export(reference, platform, folder)
            with tarfile.open(archive) as contents:
                return tuple(sorted(entry.name.removeprefix("./") for entry in contents if not entry.isdir()))

    def run(
        self,
        reference: str,
        *,
        port: int,
        path: str = "/",
        environment: Mapping[str, str] = _NONE,
        writable: Sequence[str] = (),
        timeout: float = 30.0,
    ) -> Smoke:
        """Run the image's own entry point under runc and look at it: own user, read-only root, no capabilities.

        No new privileges can be had, and only ``writable`` are tmpfs. ``port`` is one that the server listens on, of
        this machine (``environment`` tells it which where that can be chosen). Raises BuilderError when ``path`` gives
        no answer within ``timeout`` seconds; the message has what it printed.
        """
        config: Mapping[str, Any] = self.config(reference).get("config") or {}
        with self._cache.scratch("run") as folder:
            root = folder / "rootfs"
            root.mkdir()
            archive = self._export(reference, "linux/amd64", folder)
            programs.call("tar", "-xf", archive, "-C", root)
            specification = bundle.specification(config, root, environment, writable)
            with smoke.container(self._runc, folder, specification) as running:
                user = specification["process"]["user"]["uid"]
                return smoke.look(running, config, user, port, path, timeout)

    def environment(self) -> Mapping[str, str]:
        """Variables for scripts that call ``docker buildx``: a ``docker`` on PATH that hands it to this builder."""
        return self._client.script_environment()

    def _start(self) -> None:
        programs.needed("setpriv", "unshare", "tar")
        self._tools = programs.tools()
        self._runc = debian.helpers(self._cache).runc
        folder = self._open.enter_context(self._cache.scratch("builder"))
        for name in ("registry", "daemon", "client"):
            (folder / name).mkdir()
        self._registry: Registry = self._open.enter_context(registry.serve(self._tools / "crane", folder / "registry"))
        digests = bases.push(self._registry, self._cache, self._stand_ins)
        bases.push_frontend(self._registry, self._cache, self._tools / "dockerfile-frontend")
        started = daemon.start(self._tools, folder / "daemon", self._runc, self.registry)
        running = self._open.enter_context(started)
        self._client: Client = buildx.connect(self._tools / "buildx", folder / "client", running, digests)

    def _export(self, reference: str, platform: str, folder: Path) -> Path:
        archive = folder / "image.tar"
        crane = self._tools / "crane"
        programs.call(crane, "export", "--insecure", f"--platform={platform}", reference, archive)
        if not archive.stat().st_size:
            raise BuilderError(f"{reference} has no files")
        return archive
