"""What happens to the new version while it is rolled out: its errors, latency, pods, and whether Prometheus answers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

Level = TypeVar("Level")

LONGEST_SECONDS = 6 * 3600
"""When a rollout that has come to no end is no longer watched."""


@dataclass(frozen=True, slots=True)
class Course(Generic[Level]):
    """A value over time: each (second, value) holds until the next; the first begins at 0."""

    points: tuple[tuple[int, Level], ...]

    def at(self, second: float) -> Level:
        """The value at a moment."""
        return self.points[max(0, bisect_right(self.points, second, key=lambda point: point[0]) - 1)][1]

    @property
    def changes(self) -> tuple[int, ...]:
        """The moments at which it changes."""
        return tuple(second for second, _ in self.points[1:])


def constant(value: Level) -> Course[Level]:
    """A value that never changes."""
    return Course(((0, value),))


def from_moment(before: Level, moment: int, after: Level) -> Course[Level]:
    """A value that changes once."""
    return Course(((0, before), (moment, after))) if moment > 0 else constant(after)


def mean(courses: tuple[Course[float], ...], start: int, end: int) -> float:
    """The mean over a span of seconds of the courses' product; at ``end`` itself for an empty span."""
    if end <= start:
        return _product(courses, end)
    inner = {second for course in courses for second in course.changes if start < second < end}
    spans = pairwise(sorted({start, end, *inner}))
    return sum(_product(courses, left) * (right - left) for left, right in spans) / (end - start)


def _product(courses: tuple[Course[float], ...], second: int) -> float:
    product = 1.0
    for course in courses:
        product *= course.at(second)
    return product


NONE: Course[float] = constant(0.0)
USUAL_LATENCY: Course[float] = constant(0.2)
ALWAYS: Course[bool] = constant(True)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is imagined. Shares are of 1, latencies are P95 in seconds; None: as the spec says, or nothing special.

    ``metrics`` says by name what a metric measures in place of what follows from the rest: a number, ``none`` (no
    data), ``fail`` or ``error``.
    """

    name: str = "healthy"
    requests: Course[float] | None = None
    errors: Course[float] = NONE
    stable_errors: Course[float] = NONE
    latency: Course[float] = USUAL_LATENCY
    stable_latency: Course[float] = USUAL_LATENCY
    prometheus: Course[bool] = ALWAYS
    pods: Course[bool] = ALWAYS
    pod_start: int | None = None
    promote_after: int | None = None
    metrics: dict[str, Course[float | str]] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[int, ...]:
        """The moments at which pods change by themselves."""
        return self.pods.changes
