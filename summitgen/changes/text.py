"""Changes as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.changes.differences import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.changes.compare import Changes, EnvironmentChange, FileChange

NOTHING = "nothing changes"


def text(changes: Changes, limit: int) -> str:
    """All changes as lines; of each object at most ``limit`` values."""
    lines = [line for one in changes.environments for line in _environment(one, limit)]
    lines += [f"{printable(one.folder)}: {counted(one)}" for one in changes.files]
    return "".join(f"{line}\n" for line in lines or [NOTHING])


def counted(one: FileChange) -> str:
    """``2 files changed, 1 added``."""
    pairs = [(one.changed, "changed"), (one.added, "added"), (one.removed, "removed")]
    parts = [f"{number} {word}" for number, word in pairs if number]
    return ", ".join(parts)


def _environment(one: EnvironmentChange, limit: int) -> Iterator[str]:
    tier = f" ({one.tier})" if one.tier else ""
    yield f"{printable(one.name)}{tier}: risk {one.risk.level}"
    for why in one.risk.reasons:
        yield f"  {why.level}: {printable(why.subject)} {why.words}"
    for image in one.images:
        yield f"  image     {printable(str(image.identity))} {image.container}: {image.before} -> {image.after}"
    for change in one.strategies:
        yield f"  strategy  {printable(change.workload)}: {change.before} -> {change.after}"
    for identity in one.added:
        yield f"  added     {printable(str(identity))}"
    for identity in one.removed:
        yield f"  removed   {printable(str(identity))}"
    for changed in one.changed:
        yield f"  changed   {printable(str(changed.identity))}"
        for value in changed.differences[:limit]:
            yield f"    {value.path}: {value.before or '(none)'} -> {value.after or '(none)'}"
        if len(changed.differences) > limit:
            yield f"    … and {len(changed.differences) - limit} more"
