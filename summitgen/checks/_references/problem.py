"""A reference that leads nowhere, before it has a place in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from summitgen.checks._access import Path
    from summitgen.checks.rendered import RenderedObject


class Spot(NamedTuple):
    """Where a reference stands: the object, the path in it, and the remedy should it lead nowhere."""

    owner: RenderedObject
    path: Path
    remedy: str


class Problem(NamedTuple):
    """The object and the path in it of a wrong reference, why it is wrong with what is allowed, and the remedy."""

    owner: RenderedObject
    path: Path
    message: str
    remedy: str
