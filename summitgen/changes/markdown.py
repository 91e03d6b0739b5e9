"""Changes as Markdown for a step summary, which GitHub limits to 1 MiB: what doesn't fit is counted instead."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from summitgen.changes.differences import printable
from summitgen.changes.text import counted
from summitgen.printers.escaping import markdown_code, markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.changes.compare import Changed, Changes, EnvironmentChange
    from summitgen.changes.objects import Identity

SUMMARY_BYTES = 1_000_000
"""A little less than GitHub's limit, so that the job's step may write some lines of its own."""
_RESERVE = 200


def markdown(changes: Changes, limit: int, note: str = "", size: int = SUMMARY_BYTES) -> str:
    """The changes as blocks that stand by themselves, at most ``size`` bytes; of each object at most ``limit`` values.

    Blocks that don't fit are left out from the first of them on, and counted.
    """
    blocks = list(_blocks(changes, limit, note))
    used, fitting = 0, 0
    for block in blocks:
        used += len(block.encode()) + 1
        if used > size - _RESERVE:
            break
        fitting += 1
    left_out = len(blocks) - fitting
    end = [f"{left_out} more parts are left out: a summary has no room for them.\n"] if left_out else []
    return "\n".join([*blocks[:fitting], *end])


def _blocks(changes: Changes, limit: int, note: str) -> Iterator[str]:
    yield "## What changes in each environment\n"
    if note:
        yield f"> {markdown_text(note)}\n"
    if not changes.environments and not changes.files:
        yield "Nothing.\n"
    if changes.environments:
        yield _overview(changes.environments)
    for one in changes.environments:
        yield from _environment(one)
    if changes.files:
        rows = "".join(f"- {_code(one.folder)}: {counted(one)}\n" for one in changes.files)
        yield f"### Other files\n\n{rows}"
    for one in changes.environments:
        for changed in one.changed:
            yield _details(one.name, changed, limit)


def _overview(environments: tuple[EnvironmentChange, ...]) -> str:
    head = "| environment | risk | added | removed | changed | images | strategies |\n"
    rows = (
        f"| {_code(one.name)} | **{one.risk.level}** | {len(one.added)} | {len(one.removed)} | {len(one.changed)} "
        f"| {len(one.images)} | {len(one.strategies)} |\n"
        for one in environments
    )
    return f"{head}| --- | --- | --- | --- | --- | --- | --- |\n{''.join(rows)}"


def _environment(one: EnvironmentChange) -> Iterator[str]:
    tier = f" ({markdown_text(one.tier)})" if one.tier else ""
    yield f"### {_code(one.name)}{tier}: {one.risk.level} risk\n"
    yield "".join(f"- **{why.level}**: {_code(why.subject)} {markdown_text(why.words)}\n" for why in one.risk.reasons)
    for image in one.images:
        yield f"- image of {_name(image.identity)}: {_or_none(image.before)} → {_or_none(image.after)}"
    for change in one.strategies:
        yield f"- strategy of {_code(change.workload)}: {_code(str(change.before))} → {_code(str(change.after))}"
    for word, identities in (("added", one.added), ("removed", one.removed)):
        for identity in identities:
            yield f"- {word}: {_name(identity)}"


def _details(environment: str, changed: Changed, limit: int) -> str:
    title = f"<code>{escape(printable(environment))}</code>: <code>{escape(printable(str(changed.identity)))}</code>"
    rows = "".join(
        f"| {_code(one.path)} | {_or_none(one.before)} | {_or_none(one.after)} |\n"
        for one in changed.differences[:limit]
    )
    rest = len(changed.differences) - limit
    more = f"\n… and {rest} more\n" if rest > 0 else ""
    table = f"| value | before | after |\n| --- | --- | --- |\n{rows}{more}"
    return f"\n<details><summary>{title}</summary>\n\n{table}\n</details>\n"


def _name(identity: Identity) -> str:
    return _code(str(identity))


def _or_none(value: object) -> str:
    return _code(str(value)) if value else "none"


def _code(value: str) -> str:
    return markdown_code(printable(value) or " ", in_table=True)
