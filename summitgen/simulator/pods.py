"""ReplicaSets whose pods take their time to serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.replicas import Pods

if TYPE_CHECKING:
    from summitgen.simulator.scenario import Course


class ReplicaSet:
    """Pods of one version: each serves ``start`` seconds after it was wanted, while ``well`` holds."""

    def __init__(self, start: int, well: Course[bool], existing: int = 0) -> None:
        """With so many pods that serve already."""
        self.deadline: int | None = None
        self._start = start
        self._well = well
        self._ready_at = [0] * existing

    @property
    def wanted(self) -> int:
        """How many pods it is told to have."""
        return len(self._ready_at)

    def available(self, now: int) -> int:
        """How many pods serve."""
        return sum(ready <= now for ready in self._ready_at) if self._well.at(now) else 0

    def pods(self, now: int) -> Pods:
        """Both numbers."""
        return Pods(self.wanted, self.available(now))

    def scale(self, wanted: int, now: int) -> bool:
        """Tell it to have so many pods, those that don't serve yet go first; whether that is a change."""
        before = self.wanted
        if wanted > before:
            self._ready_at += [now + self._start] * (wanted - before)
        else:
            self._ready_at = sorted(self._ready_at)[:wanted]
        return wanted != before

    def next_ready(self, now: int) -> int | None:
        """When the next pod begins to serve."""
        return min((ready for ready in self._ready_at if ready > now), default=None)
