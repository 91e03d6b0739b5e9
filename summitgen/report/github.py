"""Findings as GitHub Actions shows them: one workflow command a finding, which becomes an annotation on its line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands says how values are escaped; at
most ten errors and ten warnings of a step are shown, so the number of all closes the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Severity
from summitgen.report.grouping import grouped, summary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.findings import Finding

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""


def github(findings: Iterable[Finding], prefix: str = "") -> str:
    """One line a finding, each ending with a line break; "" without findings.

    ``prefix`` is the project's folder in the repository (``services/shop/``), since annotations are found by paths
    from the repository's root.
    """
    found = grouped(findings)
    lines = [_command(one, prefix) for one in found]
    if any(sum(one.severity is severity for one in found) > SHOWN for severity in Severity):
        text = f"{summary(found)} in all; GitHub shows {SHOWN} of a kind as annotations, the log has every one."
        lines.append(f"::notice title=summitgen::{_data(text)}\n")
    return "".join(lines)


def _command(finding: Finding, prefix: str) -> str:
    properties = []
    if finding.place is not None:
        file, line, column = finding.place
        properties = [f"file={_property(prefix + file)}", f"line={line}", f"col={column}"]
    properties.append(f"title={_property(finding.id)}")
    others = (f"{one.message}: {prefix}{one.place.file}:{one.place.line}" for one in finding.related)
    message = "\n".join((finding.message, *others, finding.remedy)).rstrip("\n")
    return f"::{finding.severity.value} {','.join(properties)}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
