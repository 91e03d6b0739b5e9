"""The dotted paths by which object trees speak of values, for both printers."""

from __future__ import annotations

import re

_PATH = re.compile(r"\$?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


class PathError(LookupError):
    """A path of an object tree that leads to no usable value: a bug of the tree or of the values, not a user's."""


def steps(path: str) -> tuple[str, ...]:
    """The keys of a path, the first of which is ``$variable`` in a loop; ValueError for what isn't a path."""
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is no path of a values tree: keys of letters, digits and _ joined by dots are")
    return tuple(path.split("."))


def variable(name: str) -> str:
    """A loop's variable as paths name it, with ``$``, whether or not the tree wrote the ``$``."""
    return f"${name.removeprefix('$')}"
