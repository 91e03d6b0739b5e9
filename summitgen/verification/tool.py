"""What a tool is, and what its module is given."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitgen.findings import error
from summitgen.verification.process import Done
from summitgen.verification.verdict import ToolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from summitgen.findings import Finding, Place
    from summitgen.verification.bench import Bench
    from summitgen.verification.process import Processes
    from summitgen.verification.rendering import Renderings
    from summitgen.verification.verdict import Judgement

REMEDY = (
    "Correct the spec or the template that it comes from, and run `summitgen build`; if neither is yours to correct, "
    "report it as a bug of summitgen."
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: ``select`` chooses the files that it judges, ``things`` is what they are, in the plural.

    ``program`` is the name of its executable, ``version`` the arguments that make it print its version.
    """

    id: str
    program: str
    version: tuple[str, ...]
    things: str
    select: Callable[[Bench], tuple[str, ...]]
    judge: Callable[[Job], Judgement]


@dataclass(frozen=True, slots=True)
class Job:
    """A tool's work: the files are paths below the output folder; the deadline is a time of ``time.monotonic``.

    ``programs`` are the paths of all tools' programs that were found, by tool; ``chosen`` the tools that are run.
    """

    tool: Tool
    bench: Bench
    files: tuple[str, ...]
    programs: Mapping[str, Path]
    chosen: frozenset[str]
    renderings: Renderings
    processes: Processes
    deadline: float

    def run(self, *arguments: str, folder: str = "", program: str = "") -> Done:
        """Run the tool's program (or another's) in a folder of the bench; raises ToolError as ``Processes.run``."""
        cwd = self.bench.folder / folder
        words = [str(self.programs[program or self.tool.id]), *arguments]
        left = self.deadline - time.monotonic()
        done = self.processes.run(words, cwd, self.bench.environment(), left)
        # The folder's name is another in each run.
        here = f"{self.bench.folder}/"
        return Done(done.code, done.out.replace(here, ""), done.err.replace(here, ""))

    def finding(self, message: str, place: Place) -> Finding:
        """A finding of the tool."""
        return error(f"verify/{self.tool.id}", message, REMEDY, place)

    def findings(
        self, done: Done, codes: Iterable[int], read: Callable[[Job, Any], Iterable[Finding]]
    ) -> tuple[Finding, ...]:
        """The findings that ``read`` takes from a program's JSON.

        Raises ToolError where the exit code is none of ``codes``, or what was printed isn't what the tool prints.
        """
        if done.code not in codes:
            raise ToolError(done.end, done.tail)
        try:
            found = tuple(read(self, json.loads(done.out)))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise ToolError(f"{done.end} and printed what can't be understood", done.tail) from None
        if done.code and not found:
            raise ToolError(f"{done.end}, without a finding", done.tail)
        return found


def objects(value: Any) -> list[dict[str, Any]]:
    """A JSON list of objects; raises TypeError for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError(value)
    return value
