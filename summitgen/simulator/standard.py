"""A Deployment's rolling update, as the Kubernetes Deployment controller does it: nothing measures, nothing aborts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.replicas import surge_and_unavailable
from summitgen.simulator.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable


class StandardWalk(Walk):
    """A rolling update within maxSurge and maxUnavailable."""

    late = False

    def sync(self) -> None:
        """New pods as far as the surge allows; old ones go as far as availability allows."""
        replicas = self.plan.replicas
        surge, unavailable = surge_and_unavailable(self.plan.max_surge, self.plan.max_unavailable, replicas)
        room = replicas + surge - self.new.wanted - self.old.wanted
        self.scale(self.new, min(replicas, self.new.wanted + max(0, room)), "new version")
        spare = self.new.available(self.now) + self.old.available(self.now) - (replicas - unavailable)
        self.scale(self.old, self.old.wanted - max(0, min(spare, self.old.wanted)), "old version")
        if self.new.available(self.now) >= replicas and self.old.wanted == 0:
            self.promote("all pods are of the new version")
        elif self.now > self.last_progress + self.plan.progress_deadline and not self.late:
            self.late = True
            self.outcome = f"no progress for {self.plan.progress_deadline} s, and the Deployment stays as it is"
            self.log("verdict", f"reported as late: {self.outcome}")

    def share(self) -> float:
        """By the pods that the Service finds."""
        new, old = self.new.available(self.now), self.old.available(self.now)
        return new / (new + old) if new else 0.0

    def summary(self) -> object:
        """Nothing beside the pods."""
        return self.late

    def finished(self) -> bool:
        """Done, or given up waiting."""
        return self.promoted or self.late

    def moments(self) -> Iterable[int | None]:
        """Nothing but pods and the deadline."""
        return ()
