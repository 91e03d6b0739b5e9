"""Rule: an environment variable is set once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.workload import Workload
    from summitgen.rules.view import Path, WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Each name stands once in env and secrets together."""
    first: dict[str, Path] = {}
    for path, name in _variables(workload.spec):
        if name in first:
            message = f'the variable "{name}" is set twice; each name stands once in env and secrets together'
            yield Violation(path, message, related=(workload.related("first here", first[name]),))
        first.setdefault(name, path)


def _variables(spec: Workload) -> Iterator[tuple[Path, str]]:
    for index, variable in enumerate(spec.env):
        yield ("env", index, "name"), variable.name
    for index, secret in enumerate(spec.secrets):
        yield ("secrets", index, "name"), secret.name


RULE = Rule(
    id="workload/env-names",
    title="An environment variable is set once",
    severity="error",
    reason=(
        "Of two settings of one variable the container sees one, and which one depends on their order and on whether "
        "it comes from env or from a Secret. A password that a forgotten setting hides is found only at run time."
    ),
    source="progressive delivery rule 40; Kubernetes API, Container.env and envFrom",
    bad="env:\n  - {name: LOG_LEVEL, value: info}\n  - {name: LOG_LEVEL, value: debug}",
    good="env:\n  - {name: LOG_LEVEL, value: info}\n  - {name: LOG_FORMAT, value: json}",
    remedy="Keep one of the two.",
    workload=check,
)
