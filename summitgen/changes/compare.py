"""What changes in each environment, and how many other files do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.changes import workloads
from summitgen.changes.differences import Difference, differences
from summitgen.changes.objects import Environments, Identity, Object, environment_of, read_objects
from summitgen.changes.risk import Risk, risks_of
from summitgen.changes.rules import Delta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitgen.changes.workloads import Image, Strategy
    from summitgen.findings import Finding


@dataclass(frozen=True, slots=True)
class Changed:
    """An object that is there before and after, with every value that differs."""

    identity: Identity
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ImageChange:
    """Another image in a container of an object; None where there was or will be none."""

    identity: Identity
    container: str
    before: Image | None
    after: Image | None


@dataclass(frozen=True, slots=True)
class StrategyChange:
    """A workload that is brought in another way, or in other steps."""

    workload: str
    before: Strategy
    after: Strategy


@dataclass(frozen=True, slots=True)
class EnvironmentChange:
    """What changes in one environment; ``tier`` is "" for one that the specs don't have any more."""

    name: str
    tier: str
    added: tuple[Identity, ...]
    removed: tuple[Identity, ...]
    changed: tuple[Changed, ...]
    images: tuple[ImageChange, ...]
    strategies: tuple[StrategyChange, ...]
    risk: Risk


@dataclass(frozen=True, slots=True)
class FileChange:
    """How many files differ in a folder of the output that holds no environment's objects."""

    folder: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All of it, sorted by name; environments and folders in which nothing changes are left out."""

    environments: tuple[EnvironmentChange, ...]
    files: tuple[FileChange, ...]
    findings: tuple[Finding, ...]


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes], tiers: Mapping[str, str], out: str) -> Changes:
    """Compare two outputs, each a map of paths below the output folder to contents; ``tiers`` by environment."""
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    old, findings = read_objects({path: before[path] for path in differing if path in before}, out)
    new, _ = read_objects({path: after[path] for path in differing if path in after}, out)
    names = sorted(old.keys() | new.keys())
    environments = (_environment(name, tiers.get(name, ""), old, new) for name in names)
    other = [path for path in differing if environment_of(path) is None and path != "manifest.json"]
    return Changes(tuple(filter(_any, environments)), _files(other, before, after), findings)


def _any(one: EnvironmentChange) -> bool:
    return bool(one.added or one.removed or one.changed)


def _environment(name: str, tier: str, old: Environments, new: Environments) -> EnvironmentChange:
    before, after = old.get(name, {}), new.get(name, {})
    deltas = [
        Delta(one, before.get(one), after.get(one), tier)
        for one in sorted(before.keys() | after.keys())
        if before.get(one) != after.get(one)
    ]
    both = (delta for delta in deltas if delta.before is not None and delta.after is not None)
    return EnvironmentChange(
        name,
        tier,
        tuple(delta.identity for delta in deltas if delta.before is None),
        tuple(delta.identity for delta in deltas if delta.after is None),
        tuple(Changed(delta.identity, tuple(differences(delta.before, delta.after))) for delta in both),
        tuple(one for delta in deltas for one in _images(delta)),
        tuple(_strategies(before, after)),
        risks_of(deltas),
    )


def _images(delta: Delta) -> Iterable[ImageChange]:
    if delta.before is None or delta.after is None:
        return
    before, after = workloads.images(delta.before), workloads.images(delta.after)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield ImageChange(delta.identity, name, before.get(name), after.get(name))


def _strategies(before: Mapping[Identity, Object], after: Mapping[Identity, Object]) -> Iterable[StrategyChange]:
    old, new = (
        {one.name: workloads.strategy(objects[one]) for one in sorted(objects) if one.kind in workloads.KINDS}
        for objects in (before, after)
    )
    for name in sorted(old.keys() & new.keys()):
        one, other = old[name], new[name]
        if one is not None and other is not None and one != other:
            yield StrategyChange(name, one, other)


def _files(paths: Iterable[str], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    counts: dict[str, list[int]] = {}
    for path in paths:
        folder = "/".join(path.split("/")[: 2 if path.startswith("k8s/") else 1])
        kind = 0 if path not in before else 1 if path not in after else 2
        counts.setdefault(folder, [0, 0, 0])[kind] += 1
    return tuple(FileChange(folder, *counts[folder]) for folder in sorted(counts))
