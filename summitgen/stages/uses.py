"""The actions that a workflow uses, read from its lines: formatters and bots keep each ``uses:`` on one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
_USES = re.compile(r"""^[\s-]*uses:\s+(["']?)([^\s@#"']+)@([^\s#"']+)\1(?:\s+#\s*(\S+))?""", re.ASCII)


class Use(NamedTuple):
    """An action at a commit or another reference, and the version that the comment behind it tells ("": none)."""

    action: str
    commit: str
    version: str


def uses(content: bytes) -> Iterator[tuple[int, Use]]:
    """Each ``uses:`` of an action of another repository with the number of its line, from 1."""
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        found = _USES.match(line)
        if found and not found[2].startswith(("./", "$/", "docker://")):
            yield number, Use(found[2], found[3], found[4] or "")


def pinned(content: bytes) -> Iterator[tuple[int, Use]]:
    """Those at a full commit."""
    return ((number, use) for number, use in uses(content) if COMMIT.fullmatch(use.commit))
