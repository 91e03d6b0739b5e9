"""What no linter finds: values that are not there, or that a shell would read as code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLED = "deliver-workload.yml"
USE = re.compile(r"\b(needs|steps|inputs|matrix)\.([\w-]+)(?:\.(?:outputs\.([\w-]+)|result))?")


def mistakes(documents: dict[str, Any]) -> list[str]:
    """Every expression in a run body, and every use of a job, step, output, input or column that is not there."""
    found: list[str] = []
    for name, document in documents.items():
        given = document["on"].get("workflow_call") or document["on"].get("workflow_dispatch")
        for job, data in document["jobs"].items():
            for where, text in _strings(data, ()):
                if "run" in where and "${{" in text:
                    found.append(f"{name} {job}: an expression in a run body")
                uses = USE.finditer(" ".join(re.findall(r"\$\{\{(.*?)\}\}", text, re.DOTALL)))
                inputs = set(given["inputs"])
                absent = (use for use in uses if not _exists(document["jobs"], data, inputs, *use.groups()))
                found += [f"{name} {job}: {use[0]}" for use in absent]
            if "uses" in data:
                found += _handed(job, data, documents[CALLED]["on"]["workflow_call"])
    return found


def _exists(jobs: dict[str, Any], job: dict[str, Any], inputs: set[str], of: str, name: str, output: str) -> bool:
    if of == "inputs":
        return name in inputs
    if of == "needs":
        return name in job.get("needs", []) and (output is None or output in jobs[name].get("outputs", {}))
    if of == "steps":
        return name in {step.get("id") for step in job["steps"]}
    include = job["strategy"]["matrix"]["include"]
    return isinstance(include, str) or all(name in row for row in include)


def _handed(job: str, data: dict[str, Any], called: dict[str, Any]) -> Iterator[str]:
    for kind, handed in (("inputs", "with"), ("secrets", "secrets")):
        if set(called.get(kind, {})) != set(data.get(handed, {})):
            yield f"{job}: what it hands on is not the {kind} that the workflow takes"


def _strings(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _strings(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, path)
