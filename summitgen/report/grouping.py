"""The same mistake found in several environments is one mistake with several related places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Related, Severity, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their order; those that differ in their related places only are one, with all of these."""
    related: dict[Finding, dict[Related, None]] = {}
    for finding in ordered(findings):
        related.setdefault(replace(finding, related=()), {}).update(dict.fromkeys(finding.related))
    return tuple(replace(finding, related=tuple(places)) for finding, places in related.items())


def summary(findings: Iterable[Finding]) -> str:
    """How many there are of each kind: ``3 errors, 1 warning``, or ``no findings``."""
    severities = [finding.severity for finding in grouped(findings)]
    counts = ((severities.count(severity), severity.value) for severity in Severity)
    return ", ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counts if count) or "no findings"
