"""Reads a scenario from its YAML tree: everything that is wrong with it at once, each with its place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from summitgen.findings import Finding, error
from summitgen.model.units import Duration, Latency, Percentage, Rate
from summitgen.simulator.scenario import Course, Scenario
from summitgen.suggest import did_you_mean
from summitgen.syntax import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.findings import Place
    from summitgen.syntax import Entry

T = TypeVar("T")
Read: TypeAlias = "Callable[[bool | int | float | str | None], T]"

RULE = "simulate/scenario"
REMEDY = "docs/guide/simulate.md shows every key of a scenario."


def _share(value: object) -> float:
    return float(Percentage.parse(value).fraction)


def _latency(value: object) -> float:
    return float(Latency.parse(value).seconds)


def _rate(value: object) -> float:
    return float(Rate.parse(value).per_second)


def _seconds(value: object) -> int:
    return Duration.parse(value).seconds


def _one_of(good: str, bad: str) -> Read[bool]:
    def read(value: object) -> bool:
        if value not in (good, bad):
            raise ValueError(f"it is {good} or {bad}")
        return value == good

    return read


def _measured(value: object) -> float | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if value in ("none", "fail", "error"):
        return str(value)
    raise ValueError("it is a number, none (no data), fail or error")


_COURSES: dict[str, tuple[str, Read[Any]]] = {
    "requests": ("requests", _rate),
    "errors": ("errors", _share),
    "stableErrors": ("stable_errors", _share),
    "latency": ("latency", _latency),
    "stableLatency": ("stable_latency", _latency),
    "prometheus": ("prometheus", _one_of("up", "down")),
    "pods": ("pods", _one_of("ready", "crash")),
}
_TIMES = {"podStart": "pod_start", "promoteAfter": "promote_after"}
KEYS = (*_COURSES, *_TIMES, "metrics")


def read_scenario(root: Node | None, file: str, metrics: tuple[str, ...]) -> tuple[Scenario, tuple[Finding, ...]]:
    """The scenario of a file and what is wrong with it; ``metrics`` are the names of those that the rollout measures.

    After a finding the scenario is of no use. An empty file is a healthy rollout.
    """
    if root is None:
        return Scenario(file), ()
    if not isinstance(root, Mapping):
        return Scenario(file), (error(RULE, "a scenario is a map of its keys", REMEDY, root.place),)
    reader = _Reader(metrics)
    for entry in root.entries.values():
        reader.key(entry)
    return Scenario(file, **reader.fields), tuple(reader.findings)


class _Reader:
    def __init__(self, metrics: tuple[str, ...]) -> None:
        self.metrics = metrics
        self.fields: dict[str, Any] = {}
        self.findings: list[Finding] = []

    def key(self, entry: Entry) -> None:
        """One key of the scenario."""
        if entry.key in _COURSES:
            field, read = _COURSES[entry.key]
            course = self._course(entry.key, entry.value, read)
            if course is not None:
                self.fields[field] = course
        elif entry.key in _TIMES:
            seconds = self._value(entry.key, entry.value, _seconds)
            if seconds is not None:
                self.fields[_TIMES[entry.key]] = seconds
        elif entry.key == "metrics":
            self._metrics(entry)
        else:
            self._unknown(f'there is no key "{entry.key}"', entry.key, KEYS, entry.place)

    def _metrics(self, entry: Entry) -> None:
        if not isinstance(entry.value, Mapping):
            self._wrong("metrics is a map of the names of metrics", entry.place)
            return
        made: dict[str, Course[float | str]] = {}
        for one in entry.value.entries.values():
            if one.key not in self.metrics:
                self._unknown(f'the rollout measures nothing called "{one.key}"', one.key, self.metrics, one.place)
            elif (course := self._course(one.key, one.value, _measured)) is not None:
                made[one.key] = course
        self.fields["metrics"] = made

    def _course(self, key: str, node: Node, read: Read[T]) -> Course[T] | None:
        if isinstance(node, Scalar):
            value = self._value(key, node, read)
            return None if value is None else Course(((0, value),))
        if isinstance(node, Mapping) or not node.items:
            self._wrong(f"{key} is a value, or a list of {{from, value}}", node.place)
            return None
        points = [self._point(key, item, read) for item in node.items]
        known = [point for point in points if point is not None]
        if len(known) < len(points):
            return None
        if known[0][0] != 0:
            self._wrong(f"{key} has to begin at 0s: what holds before {known[0][0]} s is not said", node.place)
        if any(later[0] <= before[0] for before, later in pairwise(known)):
            self._wrong(f"the moments of {key} have to rise", node.place)
        return Course(tuple(known))

    def _point(self, key: str, node: Node, read: Read[T]) -> tuple[int, T] | None:
        if not isinstance(node, Mapping) or set(node.entries) != {"from", "value"}:
            self._wrong(f"an item of {key} has exactly the keys from and value", node.place)
            return None
        second = self._value("from", node.entries["from"].value, _seconds)
        value = self._value(key, node.entries["value"].value, read)
        return None if second is None or value is None else (second, value)

    def _value(self, key: str, node: Node, read: Read[T]) -> T | None:
        if not isinstance(node, Scalar):
            self._wrong(f"{key} is a single value", node.place)
            return None
        try:
            return read(node.value)
        except ValueError as wrong:
            self._wrong(f"{key} can't be {node.text or 'empty'}: {wrong}", node.place)
            return None

    def _wrong(self, message: str, place: Place) -> None:
        self.findings.append(error(RULE, message, REMEDY, place))

    def _unknown(self, message: str, key: str, known: tuple[str, ...], place: Place) -> None:
        allowed = ", ".join(known) or "nothing"
        self._wrong(f"{message}{did_you_mean(key, known)}; there is {allowed}", place)
