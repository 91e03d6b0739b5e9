"""Pins that differ in a generated workflow from those of the specs: a bot bumped the output, and not the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, Related, warning
from summitgen.stages.uses import pinned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.stages.compare import Change
    from summitgen.stages.uses import Use


def bumped_pins(specs: Iterable[ResolvedEnvironment], changed: Iterable[Change]) -> tuple[Finding, ...]:
    """For each pin that files have otherwise than generated: the line of the spec to change, and what to paste."""
    places: dict[Use, list[Place]] = {}
    generated: dict[str, Use] = {}
    for change in changed:
        if change.artifact.target == "workflows":
            generated |= {use.action: use for _, use in pinned(change.artifact.content)}
            for line, use in pinned(change.before):
                places.setdefault(use, []).append(Place(change.artifact.path, line, 1))
    bumped = [use for use in places if use.action in generated and use != generated[use.action]]
    every = tuple(specs) if bumped else ()
    findings = (_finding(every, use, generated[use.action], places[use]) for use in bumped)
    return tuple(finding for finding in findings if finding)


def _finding(specs: tuple[ResolvedEnvironment, ...], use: Use, given: Use, seen: list[Place]) -> Finding | None:
    place = next((place for spec in specs if (place := _place(spec, use.action))), None)
    if place is None:
        return None
    from summitgen.values.action_pins import entry

    message = f"{use.action} is pinned to {_shown(given)} here, and {_shown(use)} is what a generated workflow has"
    written = entry(use.action, use.version or "v…", use.commit)
    remedy = f"To take the newer pin over, write `{written}` here; a build without it brings the older one back."
    related = tuple(Related("it was changed here", one) for one in seen)
    return warning("workflows/bumped-pin", message, remedy, place, *related)


def _place(spec: ResolvedEnvironment, action: str) -> Place | None:
    """Where the pin of an action stands in an environment's spec, or in the file that it extends."""
    from summitgen.syntax import place_of

    path = ("pipeline", "actionPins")
    pins = spec.spec.pipeline.action_pins
    index = next((index for index, pin in enumerate(pins) if pin.name == action), None)
    return None if index is None else place_of(spec.tree, (*path, index, "commit"))


def _shown(use: Use) -> str:
    return f"{use.version} ({use.commit})" if use.version else use.commit
