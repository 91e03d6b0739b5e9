"""kubeconform: do the manifests, and what helm renders, match the schemas of their kinds?"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitgen import resources
from summitgen.verification.bench import OUT, RENDERED
from summitgen.verification.pointers import locate
from summitgen.verification.rendering import HELM, Rendered, environment_of, values_files
from summitgen.verification.tool import Job, Tool, objects
from summitgen.verification.verdict import Judgement, ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.findings import Finding, Place
    from summitgen.verification.bench import Bench

_PROBLEM = re.compile(r"- at '(?P<pointer>[^']*)': (?P<what>.*?)(?=\s+- at '|\Z)", re.DOTALL)
_OUTER = "validation failed"
DEFAULT_VERSION = "1.34"
"""The minor version of Kubernetes where an environment's is not known."""


def _select(bench: Bench) -> tuple[str, ...]:
    manifests = (file for file in bench.files if file.startswith("k8s/") and file.endswith(".yaml"))
    return (*manifests, *values_files(bench))


def _judge(job: Job) -> Judgement:
    manifests = {f"{OUT}/{file}": file.split("/")[1] for file in job.files if file.startswith("k8s/")}
    start = time.monotonic()
    rendered, note = _rendered(job)
    # What helm takes is no delay of this tool's.
    job = replace(job, deadline=job.deadline + time.monotonic() - start)
    renderings = {f"{RENDERED}/{file}": environment_of(file) for file in rendered.accepted}
    groups: dict[str, list[str]] = {}
    for path, environment in {**manifests, **renderings}.items():
        version = job.bench.kubernetes_versions.get(environment, DEFAULT_VERSION)
        groups.setdefault(version, []).append(path)
    found = [finding for version in sorted(groups) for finding in _conform(job, version, groups[version])]
    if HELM not in job.chosen:
        found.extend(_refused(job, rendered))
    return Judgement(tuple(found), len(manifests) + len(renderings), note)


def _rendered(job: Job) -> tuple[Rendered, str]:
    """What helm renders, and what is to be said of what it does not."""
    if HELM not in job.programs:
        return Rendered(), "without the charts: helm was not found"
    rendered = job.renderings.get(job)
    if rendered.problem and HELM not in job.chosen:
        raise ToolError(f"needs helm, which {rendered.problem}", rendered.problem.tail)
    if rendered.problem:
        return rendered, "without the charts: helm failed"
    return rendered, f"without {len(rendered.refused)} renderings that helm refused" if rendered.refused else ""


def _refused(job: Job, rendered: Rendered) -> Iterator[Finding]:
    for values, reason in rendered.refused.items():
        yield job.finding(f"helm template: {reason}", job.bench.place(values))


def _conform(job: Job, version: str, paths: list[str]) -> tuple[Finding, ...]:
    done = job.run(*_arguments(resources.path("schemas"), version), *paths)
    return job.findings(done, (0, 1), _read)


def _arguments(schemas: Path, version: str) -> tuple[str, ...]:
    minor, kind = "{{ slice .NormalizedKubernetesVersion 0 5 }}", "{{ .ResourceKind }}"
    locations = (
        f"{schemas}/kubernetes/{minor}/{kind}{{{{ .KindSuffix }}}}.json",
        f"{schemas}/crds/{{{{ .Group }}}}/{kind}_{{{{ .ResourceAPIVersion }}}}.json",
    )
    named = (word for location in locations for word in ("-schema-location", location))
    return ("-strict", "-summary", "-output", "json", "-kubernetes-version", f"{version}.0", *named)


def _read(job: Job, data: Any) -> Iterator[Finding]:
    summary = data["summary"]
    if summary["skipped"] or not summary["valid"] + summary["invalid"] + summary["errors"]:
        raise ValueError(summary)
    for found in objects(data["resources"]):
        name = " ".join(part for part in (found["kind"], found["name"]) if part)
        for pointer, message in _problems(found["msg"]):
            parts = (name, pointer, message)
            yield job.finding(": ".join(part for part in parts if part), _place(job, found, pointer))


def _problems(message: str) -> list[tuple[str, str]]:
    """The pointers into the object, each with what is wrong there; one without a pointer for any other message.

    kubeconform's own list of them ends at the outermost, where it says no more than that the validation failed.
    """
    every = [(one["pointer"], one["what"]) for one in _PROBLEM.finditer(message)]
    return [one for one in every if one[1] != _OUTER] or [("", message)]


def _place(job: Job, found: dict[str, Any], pointer: str) -> Place:
    file = found["filename"]
    if file.startswith(f"{RENDERED}/"):  # it stands in no file of out/: the values file is to blame
        return job.bench.place(file.removeprefix(f"{RENDERED}/"))

    def is_it(document: Any) -> bool:
        return (
            isinstance(document, dict)
            and document.get("kind") == found["kind"]
            and (document.get("metadata") or {}).get("name") == found["name"]
        )

    original = file.removeprefix(f"{OUT}/")
    return job.bench.place(original, *locate(job.bench.text(original), pointer, is_it))


TOOL = Tool("kubeconform", "kubeconform", ("-v",), "manifests", _select, _judge)
