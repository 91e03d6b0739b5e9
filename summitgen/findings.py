"""A finding: a user's mistake as a value, with its place, its reason and its remedy.

Findings have one total order (file, line, column, id, message) and no duplicates, so that two runs over the
same specs report the same list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How bad a finding is: an error stops the compilation, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A position in a file; ``file`` is relative to the project with ``/``, ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that takes part in a finding, and what it has to do with it."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (``message``, which names what is allowed), where, and what to do about it (``remedy``).

    ``place`` is None only where no file is to blame (a project without specs, say).
    """

    id: str
    severity: Severity
    message: str
    remedy: str
    place: Place | None = None
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """The total order of findings; those without a place come first."""
        file, line, column = self.place or ("", 0, 0)
        return file, line, column, self.id, self.message, self.remedy


def error(id: str, message: str, remedy: str, place: Place | None = None, *related: Related) -> Finding:  # noqa: A002
    """A finding that stops the compilation."""
    return Finding(id, Severity.ERROR, message, remedy, place, related)


def warning(id: str, message: str, remedy: str, place: Place | None = None, *related: Related) -> Finding:  # noqa: A002
    """A finding that is reported and lets the compilation go on."""
    return Finding(id, Severity.WARNING, message, remedy, place, related)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without duplicates, in their total order."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops the compilation."""
    return any(finding.severity is Severity.ERROR for finding in findings)
