"""What a build printed: buildx' ``--progress=rawjson``, a line of JSON for each change of a step."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.images.builder.results import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

# `[2/5] RUN …`, `[build 2/5] RUN …`, `[linux/arm64 build 2/5] RUN …`: the others are BuildKit's own work.
_OF_DOCKERFILE = re.compile(r"\[(?:\S+ )*\d+/\d+\] ")


class Progress(NamedTuple):
    """A build's steps of the Dockerfile, in the order in which they were planned, and all that it printed, as text."""

    steps: tuple[Step, ...]
    log: str


def parse(lines: Iterable[str]) -> Progress:
    """Read the lines of a build; one that is not JSON is a message, and is kept in the log."""
    vertices: dict[str, dict[str, Any]] = {}
    log: list[str] = []
    unfinished: dict[str, str] = {}
    for line in lines:
        try:
            change = json.loads(line)
        except ValueError:
            log.append(line.rstrip())
            continue
        if isinstance(change, dict):
            _vertices(change.get("vertexes") or (), vertices, log)
            log += _output(change.get("logs") or (), vertices, unfinished)
    log += [line for line in unfinished.values() if line]
    steps = tuple(_step(vertex) for vertex in vertices.values() if _OF_DOCKERFILE.match(vertex["name"]))
    return Progress(steps, "\n".join(log) + "\n" if log else "")


def _vertices(changes: Iterable[dict[str, Any]], vertices: dict[str, dict[str, Any]], log: list[str]) -> None:
    """Merge what is new about steps: a later word on one supplements the earlier."""
    for change in changes:
        known = vertices.setdefault(change["digest"], {"name": change["name"]})
        finished = "completed" in change and "completed" not in known
        if not known.keys() & {"started", "completed"} and "started" in change:
            log.append(change["name"])
        # A step may be started again; its first start and its last end are kept.
        known.update({key: value for key, value in change.items() if not (key == "started" and key in known)})
        if change.get("error"):
            log.append(f"{change['name']}: {change['error']}")
        elif finished:
            state = "CACHED" if change.get("cached") else f"DONE {_seconds(known):.1f}s"
            log.append(f"{change['name']}: {state}")


def _output(
    changes: Iterable[dict[str, Any]], vertices: dict[str, dict[str, Any]], unfinished: dict[str, str]
) -> list[str]:
    """The lines that end in these pieces of output; ``unfinished`` holds, by step, what its next piece goes on with."""
    lines = []
    for change in changes:
        vertex = change["vertex"]
        match = _OF_DOCKERFILE.match(vertices.get(vertex, {}).get("name", ""))
        text = unfinished.get(vertex, "") + base64.b64decode(change.get("data") or "").decode(errors="replace")
        *whole, unfinished[vertex] = text.split("\n")
        lines += [f"{match[0] if match else ''}{line}" for line in whole]
    return lines


def _step(vertex: dict[str, Any]) -> Step:
    return Step(vertex["name"], bool(vertex.get("cached")), _seconds(vertex))


def _seconds(vertex: dict[str, Any]) -> float:
    if not vertex.get("started") or not vertex.get("completed"):
        return 0.0
    return max(0.0, (_time(vertex["completed"]) - _time(vertex["started"])).total_seconds())


def _time(text: str) -> datetime:
    """A time in RFC 3339; Go gives nanoseconds, of which Python takes six digits."""
    return datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", text))
