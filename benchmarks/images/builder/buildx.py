"""buildx as the client of a buildkitd, with a configuration and a source policy of its own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.images.builder import programs, progress
from benchmarks.images.builder.results import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.images.builder.daemon import Daemon
    from benchmarks.images.builder.results import Step

_NAME = "summitgen"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")


class Outcome(NamedTuple):
    """What a call of buildx took and said; ``metadata`` is the file that it writes."""

    wall: float
    cpu: float | None
    steps: tuple[Step, ...]
    log: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """buildx connected to one buildkitd; ``folder`` holds its configuration."""

    program: Path
    folder: Path
    daemon: Daemon

    def run(self, *arguments: str, environment: Mapping[str, str], directory: Path | None = None) -> Outcome:
        """Run ``buildx build`` or ``buildx bake`` and measure it; raises BuildError.

        The CPU seconds are those of buildkitd and what it runs, without buildx' own.
        """
        metadata = self.folder / "metadata.json"
        metadata.unlink(missing_ok=True)
        command: list[str | Path] = [self.program, *arguments, "--progress=rawjson", f"--metadata-file={metadata}"]
        before, start = self.daemon.cgroup.cpu(), time.monotonic()
        done = subprocess.run(
            command,
            cwd=directory,
            env={**os.environ, **self.environment(), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        wall, after = time.monotonic() - start, self.daemon.cgroup.cpu()
        said = progress.parse(done.stderr.splitlines())
        if done.returncode:
            raise BuildError(f"buildx ended with {done.returncode}:\n{said.log[-3000:]}", said.log)
        cpu = None if before is None or after is None else after - before
        return Outcome(wall, cpu, said.steps, said.log, json.loads(metadata.read_text()))

    def environment(self) -> dict[str, str]:
        """The variables with which any buildx uses this builder."""
        return {
            "BUILDX_CONFIG": str(self.folder / "config"),
            "BUILDX_BUILDER": _NAME,
            "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": str(self.folder / "policy.json"),
            "DOCKER_CONFIG": str(self.folder / "docker"),
        }

    def script_environment(self) -> dict[str, str]:
        """The variables with which a script's ``docker buildx`` is this buildx; its docker knows nothing else."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        script = folder / "docker"
        script.write_text(
            '#!/bin/sh\n[ "$1" = buildx ] || { echo "docker: only buildx is here" >&2; exit 125; }\n'
            f'shift\nexec "{self.program}" "$@"\n'
        )
        script.chmod(0o755)
        return {**self.environment(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def connect(program: Path, folder: Path, daemon: Daemon, stand_ins: Mapping[str, str]) -> Client:
    """A client whose builds get ``stand_ins`` (digests by ``name:tag``) for pinned base images."""
    (folder / "docker").mkdir()
    (folder / "policy.json").write_text(json.dumps(policy(stand_ins)))
    client = Client(program, folder, daemon)
    create: list[str | Path] = [program, "create", "--name", _NAME, "--driver", "remote", daemon.address]
    programs.call(*create, environment=client.environment())
    return client


def policy(stand_ins: Mapping[str, str]) -> dict[str, Any]:
    """BuildKit's source policy: ``name:tag`` pinned to any digest is the stand-in's digest of that name and tag."""
    return {
        "rules": [
            {
                "action": "CONVERT",
                "selector": {"identifier": f"docker-image://{name}@*", "matchType": "WILDCARD"},
                "updates": {"identifier": f"docker-image://{name}@{digest}"},
            }
            for name, digest in sorted(stand_ins.items())
        ]
    }


def flags(
    *,
    target: str | None,
    arguments: Mapping[str, str],
    cache_from: Iterable[str],
    cache_to: Iterable[str],
    no_cache: bool,
    platforms: Sequence[str],
) -> list[str]:
    """The options of ``buildx build``, the machine's proxies among its arguments."""
    proxies = {name: value for name in _PROXIES if (value := os.environ.get(name))}
    return [
        f"--platform={','.join(platforms)}",
        *([f"--target={target}"] if target else []),
        *(f"--build-arg={name}={value}" for name, value in {**proxies, **arguments}.items()),
        *(f"--cache-from={source}" for source in cache_from),
        *(f"--cache-to={sink}" for sink in cache_to),
        *(["--no-cache"] if no_cache else []),
        "--provenance=false",
        "--sbom=false",
    ]
