"""How commands list what differs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from summitgen.stages.messages import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.findings import Finding
    from summitgen.stages.compare import Comparison

SHORT = 20
REMEDY = "Run `summitgen build` and commit what it writes; `summitgen diff` shows the changes."
NOTHING: Mapping[str, object] = MappingProxyType({"added": [], "changed": [], "removed": [], "unchanged": 0})


def files(comparison: Comparison) -> list[tuple[str, str]]:
    """What differs, as pairs of kind (``added``, ``changed``, ``removed``: by a build) and path, sorted by path."""
    pairs = [
        *(("added", artifact.path) for artifact in comparison.added),
        *(("changed", change.artifact.path) for change in comparison.changed),
        *(("removed", entry.path) for entry in comparison.removed),
    ]
    return sorted(pairs, key=lambda pair: pair[1])


def lines(comparison: Comparison, limit: int | None = None) -> str:
    """What differs as text, a line a file; at most ``limit`` of them."""
    every = files(comparison)
    text = "".join(f"  {kind:<8} {shown(path)}\n" for kind, path in every[:limit])
    return text + (f"  … and {len(every) - limit} more\n" if limit and len(every) > limit else "")


def result(comparison: Comparison) -> dict[str, object]:
    """What differs, for the JSON document."""
    every = files(comparison)
    paths = {kind: [path for of, path in every if of == kind] for kind in ("added", "changed", "removed")}
    return {**paths, "unchanged": comparison.unchanged}


def findings(result: Mapping[str, object]) -> tuple[Finding, ...]:
    """What differs as findings, one a file, for the formats that know of nothing else."""
    from summitgen.findings import Place, error

    def paths(kind: str) -> tuple[tuple[str, Place], ...]:
        return tuple((path, Place(path, 1, 1)) for path in cast("list[str]", result.get(kind, [])))

    missing = (error("drift/missing", f"{path} is not there", REMEDY, place) for path, place in paths("added"))
    stale = (
        error("drift/stale", f"{path} is not what the specs compile to", REMEDY, place)
        for path, place in paths("changed")
    )
    orphans = (
        error("drift/orphan", f"the specs compile to no {path} any more", REMEDY, place)
        for path, place in paths("removed")
    )
    return (*missing, *stale, *orphans)


def count(number: int) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} file{'' if number == 1 else 's'}"


def up_to_date(out: str, number: int) -> str:
    """The sentence for an output folder as it should be; the no-change path says the same."""
    return f"{out}/ is up to date ({number} files)\n"
