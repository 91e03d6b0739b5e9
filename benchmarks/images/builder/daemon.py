"""buildkitd with a configuration, a root and a control group of its own."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.images.builder import cgroups, process, programs
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.images.builder.cgroups import Cgroup

# The hosts of base images; all are answered by the registry of this machine.
HOSTS = ("docker.io", "gcr.io", "ghcr.io", "cgr.dev")


@dataclass(frozen=True, slots=True)
class Daemon:
    """A buildkitd that runs: where it listens, and the group whose CPU seconds are those of its builds."""

    address: str
    cgroup: Cgroup


def configuration(root: Path, address: str, runc: Path, cgroup: str, registry: str) -> str:
    """The text of buildkitd.toml: one OCI worker on the machine's network, mirrors of all registries of base images.

    Snapshots are overlayfs where the kernel and the file system have it, else copies. Nothing is collected: what is
    in the cache is up to who measures.
    """
    worker = [
        "enabled = true",
        'snapshotter = "auto"',
        'networkMode = "host"',
        "gc = false",
        f"defaultCgroupParent = {json.dumps(cgroup)}",
        f"binary = {json.dumps(str(runc))}",
    ]
    sections = [
        f"root = {json.dumps(str(root))}",
        f"[grpc]\naddress = [{json.dumps(address)}]",
        "\n".join(["[worker.oci]", *worker]),
        "[worker.containerd]\nenabled = false",
        *(f'[registry."{host}"]\nmirrors = [{json.dumps(registry)}]' for host in HOSTS),
        f'[registry."{registry}"]\nhttp = true',
    ]
    return "\n\n".join(sections) + "\n"


@contextmanager
def start(tools: Path, folder: Path, runc: Path, registry: str) -> Iterator[Daemon]:
    """Run buildkitd on a socket for as long as the context lasts; ``folder`` holds its state.

    It has mounts of its own, which end with it. Raises BuilderError when it doesn't start.
    """
    if os.geteuid() != 0:
        raise BuilderError("buildkitd mounts file systems: it has to be run as root")
    cgroup = cgroups.find(f"summitgen-{secrets.token_hex(4)}")
    # The path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="summitgen-", dir="/tmp") as short:
        address = f"unix://{short}/buildkitd.sock"
        config = folder / "buildkitd.toml"
        config.write_text(configuration(folder / "root", address, runc, cgroup.name, registry))
        try:
            with process.running(_command(tools, config, cgroup), folder / "buildkitd.log") as server:
                server.wait_until(lambda: _answers(tools, address))
                yield Daemon(address, cgroup)
        finally:
            cgroup.remove()


def prune(tools: Path, daemon: Daemon) -> None:
    """Drop all that was cached: results, cache mounts, contexts."""
    programs.call(tools / "buildctl", "--addr", daemon.address, "prune", "--all")


def _command(tools: Path, config: Path, cgroup: Cgroup) -> list[str | Path]:
    members = cgroup.create()
    join = 'echo $$ > "$0"; ' if members else ""
    script = f'{join}exec "$@"'
    isolated = ["unshare", "--mount", "--propagation", "private"]
    return [*isolated, "sh", "-c", script, str(members or ""), tools / "buildkitd", "--config", config]


def _answers(tools: Path, address: str) -> bool:
    try:
        programs.call(tools / "buildctl", "--addr", address, "--timeout", "2", "debug", "workers")
    except BuilderError:
        return False
    return True
