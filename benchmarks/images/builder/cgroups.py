"""A control group of one's own, whose CPU seconds the kernel counts: cgroup v1 (cpuacct) and v2 (cpu.stat)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Cgroup:
    """A group below the root of every hierarchy that is mounted; ``name`` is its path there, without a slash."""

    name: str
    hierarchies: tuple[Path, ...]
    counter: Path | None
    unified: bool

    def cpu(self) -> float | None:
        """CPU seconds, user and system, of all processes that were ever in it or below; None if nobody counts."""
        if self.counter is None:
            return None
        text = self.counter.read_text()
        if self.unified:
            return int(dict(line.split() for line in text.splitlines())["usage_usec"]) / 1e6
        return int(text) / 1e9

    def create(self) -> Path | None:
        """Make it with a leaf for the daemon; the file that a process writes its id into, to be counted there."""
        if self.counter is None:
            return None
        leaf = self.counter.parent / "daemon"
        leaf.mkdir(parents=True)
        return leaf / "cgroup.procs"

    def remove(self) -> None:
        """Remove it and all below it from all hierarchies; what is still in use after two seconds stays."""
        deadline = time.monotonic() + 2
        for hierarchy in self.hierarchies:
            for folder, _, _ in os.walk(hierarchy / self.name, topdown=False):
                while Path(folder).is_dir():
                    try:
                        Path(folder).rmdir()
                    except OSError:
                        if time.monotonic() > deadline:
                            break
                        time.sleep(0.05)


def find(name: str, mounts: str | None = None) -> Cgroup:
    """The group ``name`` of this machine, not made yet; ``mounts`` is the text of /proc/self/mounts."""
    lines = [line.split() for line in (_MOUNTS.read_text() if mounts is None else mounts).splitlines()]
    first = [Path(fields[1]) for fields in lines if fields[2] == "cgroup" and "cpuacct" in fields[3].split(",")]
    second = [Path(fields[1]) for fields in lines if fields[2] == "cgroup2"]
    everywhere = tuple(dict.fromkeys(Path(fields[1]) for fields in lines if fields[2] in ("cgroup", "cgroup2")))
    if first:
        return Cgroup(name, everywhere, first[0] / name / "cpuacct.usage", unified=False)
    if second:
        return Cgroup(name, everywhere, second[0] / name / "cpu.stat", unified=True)
    return Cgroup(name, everywhere, None, unified=False)
