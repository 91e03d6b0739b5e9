"""Findings as SARIF 2.1.0, the format that code scanning services read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub shows of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from summitgen.report.grouping import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.findings import Finding, Place, Related

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Help(NamedTuple):
    """What a finding's id means: title, reason and remedy; of a rule also YAML that breaks it and that keeps it."""

    title: str
    reason: str
    remedy: str
    bad: str = ""
    good: str = ""


def sarif(findings: Iterable[Finding], help_of: Callable[[str], Help | None], version: str, prefix: str = "") -> str:
    """The document, in ASCII, indented, in the order of the findings, ending with a line break.

    ``help_of`` gives the meaning of an id (None: not known), ``version`` is summitgen's, and ``prefix`` the project's
    folder in the repository, as code scanning finds files from its root.
    """
    from json import dumps

    found = grouped(findings)
    ids = sorted({one.id for one in found})
    driver: dict[str, object] = {"name": "summitgen", "semanticVersion": version}
    driver["rules"] = [_rule(name, help_of(name)) for name in ids]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": [_result(one, ids.index(one.id), prefix) for one in found],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(name: str, meaning: Help | None) -> dict[str, object]:
    if meaning is None:
        return {"id": name}
    texts = {"text": f"{meaning.reason}\n\n{meaning.remedy}"}
    if meaning.bad:
        texts["markdown"] = (
            f"{meaning.reason}\n\n{meaning.remedy}\n\nRefused:\n\n```yaml\n{meaning.bad}\n```\n\nAccepted:\n\n"
            f"```yaml\n{meaning.good}\n```"
        )
    return {
        "id": name,
        "shortDescription": {"text": meaning.title},
        "fullDescription": {"text": meaning.reason},
        "help": texts,
    }


def _result(finding: Finding, index: int, prefix: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message}\n{finding.remedy}".rstrip("\n")},
    }
    if finding.place is not None:
        result["locations"] = [_location(finding.place, prefix)]
    if finding.related:
        result["relatedLocations"] = [_related(one, prefix) for one in finding.related]
    return result


def _related(related: Related, prefix: str) -> dict[str, object]:
    return {**_location(related.place, prefix), "message": {"text": related.message}}


def _location(place: Place, prefix: str) -> dict[str, object]:
    artifact = {"uri": quote(prefix + place.file, safe="/"), "uriBaseId": "%SRCROOT%"}
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
