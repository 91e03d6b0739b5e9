"""How much of a risk the changes of an environment are: what the rules say, the gravest first."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from summitgen.changes import rules, workloads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.changes.rules import Delta


class Level(IntEnum):
    """How grave; the environment's is that of its gravest reason."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    def __str__(self) -> str:
        return self.name.lower()


class Reason(NamedTuple):
    """Why an object's change is a risk, in words."""

    level: Level
    subject: str
    words: str


class Risk(NamedTuple):
    """The gravest level, and all reasons, the gravest first."""

    level: Level
    reasons: tuple[Reason, ...]


TABLE = (
    (Level.HIGH, rules.removed_for_good, "is removed, and others may count on it"),
    (Level.HIGH, rules.workload_removed, "the workload is removed"),
    (Level.HIGH, rules.selector, "its selector changes, which a cluster refuses or which sends requests elsewhere"),
    (Level.HIGH, rules.unjudged, "no analysis judges new versions in production any more"),
    (Level.MEDIUM, rules.analysis, "what judges new versions changes"),
    (Level.MEDIUM, rules.steps, "the steps of the delivery change"),
    (Level.MEDIUM, rules.ports, "its ports change"),
    (Level.MEDIUM, rules.fewer, "runs with fewer replicas"),
    (Level.MEDIUM, rules.disruption, "what may be disrupted at once changes"),
    (Level.MEDIUM, rules.wider, "allows traffic that it didn't"),
    (Level.MEDIUM, rules.secrets, "other secrets are read"),
    (Level.MEDIUM, rules.lower, "gets less CPU or memory"),
    (Level.MEDIUM, rules.probes, "its probes change"),
    (Level.MEDIUM, rules.routing, "how requests are routed changes"),
    (Level.LOW, rules.image, "another image, which goes through the strategy"),
)
"""Each rule with its level and its words; what no rule speaks of is low."""
OTHERWISE = "other values change"
SWITCH_KIND = (
    "changes from {} to {}: the cluster keeps the old object until it is taken over; the guide has the steps in order"
)
SWITCH = "changes from {} to {}: end what runs before; the guide has the steps in order"


def risks_of(deltas: Iterable[Delta]) -> Risk:
    """The risk of an environment's changes."""
    given = list(deltas)
    switched = dict(_switches(given))
    reasons = [Reason(level, name, words) for name, (level, words) in switched.items()]
    reasons += [reason for delta in given for reason in _of(delta, switched.keys())]
    ordered = sorted(set(reasons), key=lambda one: (-one.level, one.subject, one.words))
    return Risk(ordered[0].level if ordered else Level.LOW, tuple(ordered))


def _of(delta: Delta, switched: Iterable[str]) -> Iterator[Reason]:
    both = delta.before is not None and delta.after is not None
    lives_on = delta.identity.kind in workloads.KINDS and f"workload {delta.identity.name}" in switched
    if lives_on and not both:
        return
    applying = [Reason(level, str(delta.identity), words) for level, applies, words in TABLE if applies(delta)]
    yield from applying
    if both and not applying and not lives_on:
        yield Reason(Level.LOW, str(delta.identity), OTHERWISE)


def _switches(deltas: list[Delta]) -> Iterator[tuple[str, tuple[Level, str]]]:
    """Workloads whose strategy is another one: a Deployment instead of a Rollout, or the other way round, is graver."""
    old = {one.identity.name: workloads.strategy(one.before) for one in deltas if one.before}
    for delta in deltas:
        name, after = delta.identity.name, workloads.strategy(delta.after)
        before = old.get(name) if delta.before is None else workloads.strategy(delta.before)
        if before is not None and after is not None and before.name != after.name:
            kinds = "standard" in (before.name, after.name)
            words = (SWITCH_KIND if kinds else SWITCH).format(before.name, after.name)
            yield f"workload {name}", (Level.HIGH if kinds else Level.MEDIUM, words)
