"""How many pods of both versions the controller wants during a canary.

The arithmetic is that of argo-rollouts 1.10.1, utils/replicaset/canary.go: with a router the canary follows the weight
and stable stays whole (or follows too, ``dynamicStableScale``); without one, whole pods approximate the weight within
``maxSurge`` and ``maxUnavailable``. Tests ask that code itself about random states.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

FULL = 100
"""The whole traffic, in percent."""


class Counts(NamedTuple):
    """The pods wanted of both versions."""

    canary: int
    stable: int


@dataclass(frozen=True, slots=True)
class Pods:
    """A ReplicaSet: how many pods it is told to have, and how many serve."""

    wanted: int
    available: int


def surge_and_unavailable(max_surge: int | str, max_unavailable: int | str, replicas: int) -> tuple[int, int]:
    """Both bounds as pods (percentages of the replicas: surge rounds up, unavailable down); never both 0."""
    surge, unavailable = pods(max_surge, replicas, up=True), pods(max_unavailable, replicas, up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return surge, min(unavailable, replicas)


def pods(amount: int | str, replicas: int, *, up: bool) -> int:
    """A number of pods, or a percentage of the replicas."""
    if isinstance(amount, int):
        return amount
    exact = int(amount.removesuffix("%")) * replicas
    return -(-exact // FULL) if up else exact // FULL


@dataclass(frozen=True, slots=True)
class Canary:
    """A moment of a canary: the weight of its step (0 when aborted), the bounds in pods, and both ReplicaSets."""

    replicas: int
    weight: int
    canary: Pods
    stable: Pods
    surge: int = 0
    unavailable: int = 0


def routed_counts(
    moment: Canary,
    *,
    dynamic: bool = False,
    aborted: bool = False,
    routed: int | None = None,
    ladder: tuple[int, ...] = (),
) -> Counts:
    """The pods with a traffic router; ``routed`` is the weight that it has now.

    ``ladder`` are the weights of the steps: with ``dynamic`` an abort goes down it as stable comes up.
    """
    weight = weight_down(moment, ladder) if aborted and dynamic else moment.weight
    canary = _share(moment.replicas, weight)
    if not dynamic:
        return Counts(canary, moment.replicas)
    stable = _share(moment.replicas, FULL - weight)
    if routed is not None:
        stable = max(stable, _share(moment.replicas, FULL - routed))
        if aborted:
            canary = max(canary, _share(moment.replicas, routed))
    return Counts(canary, stable)


def weight_down(moment: Canary, ladder: tuple[int, ...]) -> int:
    """The weight that an aborted canary with ``dynamicStableScale`` goes down to next, as stable comes up."""
    held = max(moment.replicas - moment.stable.available, moment.canary.available)
    return next((weight for weight in reversed(ladder) if _share(moment.replicas, weight) < held), 0)


def _share(replicas: int, weight: int) -> int:
    return -(-replicas * weight // FULL)


def basic_counts(moment: Canary) -> Counts:
    """The pods without a router: towards the nearest whole pods, stable up first, then down as availability allows."""
    aim = nearest_counts(moment.replicas, moment.weight, surges=moment.surge > 0)
    most, least = moment.replicas + moment.surge, moment.replicas - moment.unavailable
    canary, stable = moment.canary.wanted, moment.stable.wanted
    room = most - canary - stable
    if stable < aim.stable and room > 0:
        stable = min(stable + room, aim.stable)
        room -= stable - moment.stable.wanted
    if canary < aim.canary and room > 0:
        canary = min(canary + room, aim.canary)
    counts = Counts(canary, stable)
    growing = aim.canary >= moment.canary.wanted
    held = _held(moment.canary, whole=not growing) + _held(moment.stable, whole=growing)
    if held <= least:
        return counts
    spare, bounds = held - least, (most, least)
    if growing:
        stable = _towards(aim.stable, moment.stable, stable, spare)
        stable, canary = _within(moment.stable, moment.canary, stable, canary, bounds)
    else:
        canary = _towards(aim.canary, moment.canary, canary, spare)
        canary, stable = _within(moment.canary, moment.stable, canary, stable, bounds)
    return Counts(canary, stable)


def _held(one: Pods, *, whole: bool) -> int:
    """What counts when scaling down; ``whole``: also pods that don't serve, or they would block it for ever."""
    return one.wanted if whole else min(one.wanted, one.available)


def _towards(aim: int, one: Pods, now: int, spare: int) -> int:
    """Fewer pods, as far as there are spare ones."""
    return max(aim, one.wanted - spare) if one.wanted > aim else now


def _within(drained: Pods, other: Pods, shrunk: int, kept: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """The pods of the version that shrinks and of the other one, within the bounds (most, least)."""
    most, least = bounds
    kept -= max(0, kept + shrunk - most)
    serving = min(drained.available, shrunk) + min(other.available, kept)
    kept += min(max(0, other.available - kept), max(0, least - serving))
    return shrunk - max(0, kept + shrunk - most), kept


def nearest_counts(replicas: int, weight: int, *, surges: bool) -> Counts:
    """The whole pods nearest to the weight, of as many pods as there are or, with a surge, of one more.

    Between 1 and 99 % at least one pod of each version where there are two pods to have.
    """
    if replicas == 0:
        return Counts(0, 0)
    up, down = -(-replicas * weight // FULL), replicas * weight // FULL
    none_is_right = weight in (0, FULL) or (replicas == 1 and not surges)
    options: list[tuple[int, int]] = []
    if up < replicas or none_is_right:
        options.append((up, replicas))
    for total in (replicas, replicas + 1) if surges else (replicas,):
        if total > replicas:
            options.append((up, total))
        # Half a pod goes to the canary.
        if not _tied(weight, total) and (down or none_is_right):
            options.append((down, total))
    if not options:
        return Counts(0, replicas)
    canary, total = min(options, key=lambda option: abs(Fraction(option[0] * FULL, option[1]) - weight))
    return Counts(canary, total - canary)


def _tied(weight: int, total: int) -> bool:
    # The controller multiplies in floating point, so what it takes for a half is that.
    return (total * (weight / FULL)) % 1 == 0.5
