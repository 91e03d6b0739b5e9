"""What came of a rollout that was played: its events, its course, its verdict, and what users noticed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.simulator.scenario import Scenario


class Verdict(StrEnum):
    """How a rollout ended."""

    PROMOTED = "promoted"
    ABORTED = "aborted"
    HELD = "held"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; ``kind`` is step, weight, pods, analysis, measurement, verdict or scenario."""

    second: int
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class State:
    """How things stand from a second on: the share of requests that the new version gets (0 to 1), and pods serving."""

    second: int
    share: float
    canary: int
    stable: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A rollout from its beginning (second 0) to ``end``; moments that did not come are None.

    ``decided`` is when it was promoted, aborted or held, ``detected`` the first measurement that failed or erred,
    ``stable_serves`` when after an abort all requests go to the old version again.
    """

    workload: str
    environment: str
    strategy: str
    scenario: Scenario
    verdict: Verdict
    reason: str
    decided: int
    end: int
    detected: int | None
    stable_serves: int | None
    events: tuple[Event, ...]
    states: tuple[State, ...]

    @property
    def onset(self) -> int | None:
        """When users first met an error of the new version; None where none did."""
        moments = {self.end, *self.scenario.errors.changes, *(state.second for state in self.states)}
        for start, _ in pairwise(sorted(moment for moment in moments if moment <= self.end)):
            if self.share_at(start) * self.scenario.errors.at(start) > 0:
                return start
        return None

    @property
    def exposure(self) -> float:
        """What users noticed: the integral of the new version's share of requests times its errors, in %-minutes."""
        moments = {0, self.end, *self.scenario.errors.changes, *(state.second for state in self.states)}
        spans = pairwise(sorted(moment for moment in moments if moment <= self.end))
        return sum(
            self.share_at(start) * self.scenario.errors.at(start) * 100 * (end - start) / 60 for start, end in spans
        )

    def share_at(self, second: int) -> float:
        """The new version's share of the requests at a moment."""
        return next((state.share for state in reversed(self.states) if state.second <= second), 0.0)
