"""Scenarios that need no file: the ways in which new versions usually go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.scenario import LONGEST_SECONDS, Course, Scenario, constant, from_moment

if TYPE_CHECKING:
    from collections.abc import Callable

ERRORS, SLOW_SECONDS, FLAP_SECONDS = 0.10, 2.0, 180


def _errors(moment: int) -> Scenario:
    return Scenario("errors", errors=from_moment(0.0, moment, ERRORS))


def _slow(moment: int) -> Scenario:
    return Scenario("slow", latency=from_moment(0.2, moment, SLOW_SECONDS))


def _no_traffic(moment: int) -> Scenario:
    return Scenario("no-traffic", requests=constant(0.0) if moment == 0 else Course(((0, 100.0), (moment, 0.0))))


def _flapping(moment: int) -> Scenario:
    beats = range(moment, LONGEST_SECONDS, FLAP_SECONDS)
    points = tuple((second, ERRORS if beat % 2 == 0 else 0.0) for beat, second in enumerate(beats))
    return Scenario("flapping", errors=Course(points if moment == 0 else ((0, 0.0), *points)))


def _prometheus_down(moment: int) -> Scenario:
    return Scenario("prometheus-down", prometheus=from_moment(True, moment, False))


def _crash_loop(moment: int) -> Scenario:
    return Scenario("crash-loop", pods=from_moment(True, moment, False))


PRESETS: dict[str, tuple[Callable[[int], Scenario], int, str]] = {
    "healthy": (lambda _: Scenario(), 0, "nothing goes wrong"),
    "errors": (_errors, 12, "10 % of the new version's requests fail"),
    "slow": (_slow, 12, "the new version's P95 is 2 s"),
    "no-traffic": (_no_traffic, 0, "there are no requests"),
    "flapping": (_flapping, 12, "10 % of the requests fail for three minutes, none for the next three, and so on"),
    "prometheus-down": (_prometheus_down, 12, "Prometheus doesn't answer"),
    "crash-loop": (_crash_loop, 0, "the new version's containers end as soon as they start"),
}
"""By name: what makes the scenario from the second at which it begins, the usual minute of that, and what happens."""
