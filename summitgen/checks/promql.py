"""Every PromQL expression parses: queries of AnalysisTemplates, rules of PrometheusRules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.checks._access import json_path, mappings, text
from summitgen.checks.check import Check
from summitgen.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks.rendered import Rendered, RenderedObject
    from summitgen.findings import Finding

_ID = "check/promql"
_REMEDY = "correct the query of the metric in the spec; a query that summitgen wrote itself is a bug"
_ARGUMENT = re.compile(r"\{\{\s*args\.[^}]*\}\}")
# Valid as a label's value, as a range and as a number.
_SAMPLE = "5m"
_TEMPLATES = ("AnalysisTemplate", "ClusterAnalysisTemplate")


def _run(rendered: Rendered) -> Iterator[Finding]:
    known: dict[str, str | None] = {}
    for each in rendered.objects:
        for path, expression in _expressions(each):
            if expression not in known:
                known[expression] = _problem(expression)
            if problem := known[expression]:
                message = f"{each}: {json_path(path)}: the query does not parse: {problem}; allowed: PromQL"
                yield error(_ID, message, _REMEDY, rendered.place(each, path))


def _expressions(each: RenderedObject) -> Iterator[tuple[Path, str]]:
    if each.kind in _TEMPLATES:
        for path, metric in mappings(each.data, "spec", "metrics"):
            if (query := text(metric, "provider", "prometheus", "query")) is not None:
                yield (*path, "provider", "prometheus", "query"), query
    elif each.kind == "PrometheusRule":
        for group, _ in mappings(each.data, "spec", "groups"):
            for path, rule in mappings(each.data, *group, "rules"):
                if (expression := text(rule, "expr")) is not None:
                    yield (*path, "expr"), expression


def _problem(expression: str) -> str | None:
    import promql_parser

    try:
        promql_parser.parse(_ARGUMENT.sub(_SAMPLE, expression))
    except ValueError as problem:
        return str(problem)
    return None


CHECK = Check(_ID, "Queries of AnalysisTemplates and expressions of PrometheusRules parse as PromQL.", _run)
