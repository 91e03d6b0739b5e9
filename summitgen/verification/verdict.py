"""What came of a tool."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from summitgen.findings import Finding


class Status(StrEnum):
    """Passed: judged, and nothing found. Failed: something found, or the tool did not do its work."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Judgement(NamedTuple):
    """What a tool says of ``files`` files; ``note`` is what was left out of it and why, or empty."""

    findings: tuple[Finding, ...]
    files: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A tool's result: ``version`` as the tool prints it ("" where it was not run), ``files`` judged.

    ``reason`` says why the tool was skipped or what it left out; ``seconds`` of the wall clock are for people only.
    """

    tool: str
    status: Status
    version: str = ""
    files: int = 0
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


class ToolError(Exception):
    """A tool did not do its work: the message says what it did instead, ``tail`` is the end of what it printed."""

    def __init__(self, message: str, tail: str = "") -> None:
        super().__init__(message)
        self.tail = tail
