"""Analyses: the templates that Rollouts name, and arguments that are declared and supplied once."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from summitgen.checks._access import at, mappings, text
from summitgen.checks._references.hosts import Wanted, backend, service_of
from summitgen.checks._references.index import (
    ANALYSIS_TEMPLATE,
    CLUSTER_ANALYSIS_TEMPLATE,
    ROLLOUT,
)
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_BUG = "no spec should lead to this: report it as a bug of summitgen"
_QUERY = "look at the metrics of the analysis in the spec: queries may use $hash and no arguments of their own"
_ARGUMENT = re.compile(r"\{\{\s*args\.([\w.-]+)\s*\}\}")
_PLACES: tuple[Path, ...] = (
    ("spec", "strategy", "canary", "analysis"),
    ("spec", "strategy", "blueGreen", "prePromotionAnalysis"),
    ("spec", "strategy", "blueGreen", "postPromotionAnalysis"),
)


def analyses(index: Index) -> Iterator[Problem]:
    """Templates that aren't there, and arguments that are not what the templates declare."""
    for each in index.of(ROLLOUT):
        places = [*_PLACES]
        places += [(*step, "analysis") for step, _ in mappings(each.data, "spec", "strategy", "canary", "steps")]
        for place in places:
            if isinstance(at(each.data, *place), dict):
                yield from _use(index, each, place, list(mappings(each.data, *place, "templates")))
        for step, _ in mappings(each.data, "spec", "strategy", "canary", "steps"):
            # Each analysis of an experiment names its one template itself.
            for place, reference in mappings(each.data, *step, "experiment", "analyses"):
                yield from _use(index, each, place, [(place, reference)])


def _use(
    index: Index, each: RenderedObject, place: Path, references: list[tuple[Path, dict[str, Any]]]
) -> Iterator[Problem]:
    declared: Counter[str] = Counter()
    required: set[str] = set()
    complete = True
    for path, reference in references:
        kind = CLUSTER_ANALYSIS_TEMPLATE if reference.get("clusterScope") is True else ANALYSIS_TEMPLATE
        name, namespace = text(reference, "templateName"), "" if kind is CLUSTER_ANALYSIS_TEMPLATE else each.namespace
        found = index.get(kind, namespace, name) if name else None
        if found is None:
            complete = False
            yield from index.missing(Spot(each, (*path, "templateName"), _BUG), kind, name or "", namespace)
        else:
            declared.update(_declared(found))
            required |= {argument for argument in _declared(found) if _is_required(found, argument)}
    if complete:
        yield from _arguments(each, place, set(declared), required)


def _declared(template: RenderedObject) -> list[str]:
    return [name for _, argument in mappings(template.data, "spec", "args") if (name := text(argument, "name"))]


def _is_required(template: RenderedObject, name: str) -> bool:
    """Whether no value stands in the template itself."""
    found = (argument for _, argument in mappings(template.data, "spec", "args") if argument.get("name") == name)
    return all("value" not in argument and "valueFrom" not in argument for argument in found)


def _arguments(each: RenderedObject, place: Path, declared: set[str], required: set[str]) -> Iterator[Problem]:
    supplied: set[str] = set()
    allowed = ", ".join(sorted(declared)) or "none"
    for path, argument in mappings(each.data, *place, "args"):
        name = text(argument, "name") or ""
        if name in supplied:
            yield Problem(each, (*path, "name"), f"the argument {name} is supplied twice; allowed: once", _BUG)
        elif name not in declared:
            message = f"the templates declare no argument {name}; allowed: {allowed}"
            yield Problem(each, (*path, "name"), message, _BUG)
        supplied.add(name)
    for name in sorted(required - supplied):
        message = f"the argument {name} is not supplied; allowed: each of {', '.join(sorted(required))} once"
        yield Problem(each, place, message, _BUG)


def templates(index: Index) -> Iterator[Problem]:
    """Arguments of AnalysisTemplates that are used and not declared, or declared twice; metrics that aren't there."""
    for each in (*index.of(ANALYSIS_TEMPLATE), *index.of(CLUSTER_ANALYSIS_TEMPLATE)):
        declared = Counter(_declared(each))
        for path, argument in mappings(each.data, "spec", "args"):
            if declared[name := text(argument, "name") or ""] > 1:
                yield Problem(each, (*path, "name"), f"the argument {name} is declared twice; allowed: once", _BUG)
        for path, metric in mappings(each.data, "spec", "metrics"):
            yield from _used(each, path, metric, set(declared))
            yield from _web(index, each, path, metric)
        yield from _dry_runs(each)


def _used(each: RenderedObject, path: Path, metric: dict[str, Any], declared: set[str]) -> Iterator[Problem]:
    used = {name for string in _strings(metric) for name in _ARGUMENT.findall(string)}
    for name in sorted(used - declared):
        allowed = ", ".join(sorted(declared)) or "none"
        yield Problem(each, path, f"uses the argument {name}, which is not declared; allowed: {allowed}", _QUERY)


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for item in node.values() if isinstance(node, dict) else node:
            yield from _strings(item)


def _dry_runs(each: RenderedObject) -> Iterator[Problem]:
    names = [text(metric, "name") or "" for _, metric in mappings(each.data, "spec", "metrics")]
    for path, dry_run in mappings(each.data, "spec", "dryRun"):
        pattern = text(dry_run, "metricName") or ""
        if not any(pattern == name or _matches(pattern, name) for name in names):
            message = f"no metric is named {pattern}; allowed: {', '.join(names)}"
            yield Problem(each, (*path, "metricName"), message, _BUG)


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def _web(index: Index, each: RenderedObject, path: Path, metric: dict[str, Any]) -> Iterator[Problem]:
    """Web metrics are asked by the controller, which lives in another namespace: a short name fails there."""
    url = text(metric, "provider", "web", "url")
    place = (*path, "provider", "web", "url")
    if url is None or "{{" in url:
        return
    host, port = _address(url)
    if "." not in host:
        example = f"{host}.{each.namespace or '<namespace>'}.svc.cluster.local"
        message = f"{host} is no host for the controller, which is in another namespace; allowed: {example}"
        yield Problem(each, place, message, _BUG)
    elif found := service_of(host, each.namespace):
        yield from backend(index, Spot(each, place, _BUG), found, Wanted(port, place))


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.hostname or "", port if port is not None else {"https": 443}.get(parts.scheme, 80)
