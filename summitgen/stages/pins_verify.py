"""Do workflows say what the table of pins says? No linter knows which version a commit is; the table does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, Related, error, warning
from summitgen.stages.uses import COMMIT, uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from summitgen.stages.pins import Pin
    from summitgen.stages.uses import Use


def verify_pins(pins: Iterable[Pin], workflows: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What is wrong in the table itself, and where workflows (path to content) differ from it."""
    actions = [pin for pin in pins if pin.kind == "action"]
    table = {pin.name: pin for pin in actions}
    findings = [*_contradictions(actions)]
    for path, content in sorted(workflows.items()):
        for line, use in uses(content):
            findings += _differences(table, use, Place(path, line, 1))
    return tuple(findings)


def repository(action: str) -> str:
    """The repository of an action that may live in a folder of it: ``owner/name``."""
    return "/".join(action.split("/")[:2])


def _contradictions(actions: list[Pin]) -> Iterator[Finding]:
    """Actions of one repository share its commits: a version is one commit there, and a commit one version."""
    versions: dict[tuple[str, str], Pin] = {}
    commits: dict[tuple[str, str], Pin] = {}
    for pin in actions:
        home = repository(pin.name)
        by_version = versions.setdefault((home, pin.version.text), pin)
        by_commit = commits.setdefault((home, pin.digest.text), pin)
        if by_version.digest.text != pin.digest.text:
            yield _contradiction(pin, by_version, f"{pin.version.text} of {home} has two commits")
        elif by_commit.version.text != pin.version.text:
            yield _contradiction(pin, by_commit, f"one commit of {home} has two versions")


def _contradiction(pin: Pin, other: Pin, message: str) -> Finding:
    remedy = "Look the version's commit up, and give both the same."
    related = Related("the first is here", other.place)
    return error(
        "pins/contradiction", f"{message}: here {_shown(pin)}, there {_shown(other)}", remedy, pin.place, related
    )


def _differences(table: Mapping[str, Pin], use: Use, place: Place) -> Iterator[Finding]:
    pin = table.get(use.action)
    if not COMMIT.fullmatch(use.commit):
        remedy = f"Write {_line(pin)}." if pin else "Write its full commit, and the version as a comment behind it."
        message = f"{use.action} is at {use.commit}, which its owner can move; a full commit can't be moved"
        yield error("pins/not-a-commit", message, remedy, place)
    elif pin is None:
        message = f"{use.action} is in no `pipeline.actionPins`, so that nothing says which version {use.commit} is"
        yield warning(
            "pins/not-listed", message, "Add it to the table where its version shall be held to its commit.", place
        )
    elif use.commit != pin.digest.text:
        message = f"{use.action} is at {use.commit} ({use.version or 'without a version'}), the table has {_shown(pin)}"
        yield error("pins/other-commit", message, f"Write {_line(pin)}, or update the table.", place, _table(pin))
    elif use.version != pin.version.text:
        said = f"the comment says {use.version}" if use.version else "no comment says the version"
        message = f"{use.action}: {said}, and by the table {use.commit} is {pin.version.text}"
        yield error("pins/other-version", message, f"Write {_line(pin)}.", place, _table(pin))


def _table(pin: Pin) -> Related:
    return Related("the table says so here", pin.place)


def _line(pin: Pin) -> str:
    return f"`uses: {pin.name}@{pin.digest.text} # {pin.version.text}`"


def _shown(pin: Pin) -> str:
    return f"{pin.version.text} ({pin.digest.text})"
