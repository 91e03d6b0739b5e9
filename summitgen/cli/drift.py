"""How commands list what differs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from summitgen.stages.messages import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.stages.compare import Comparison

SHORT = 20
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


def count(number: int) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} file{'' if number == 1 else 's'}"


def up_to_date(out: str, number: int) -> str:
    """The sentence for an output folder as it should be; the no-change path says the same."""
    return f"{out}/ is up to date ({number} files)\n"
