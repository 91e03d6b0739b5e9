"""summitgen with small stages in the place of validate, targets and verify, to test the command line around them.

A spec is ``workloads:``, a map of names to texts. The text ``BUG`` crashes, ``WAIT`` waits to be interrupted,
``WRONG`` is a mistake in the spec, ``WARN`` a warning and ``UNFIT`` fails the verification. Run as a program this
is summitgen itself with these stages.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.artifacts import Artifact, PlannedArtifact, Project
from summitgen.findings import Finding, Place, error, has_errors, warning
from summitgen.syntax import Mapping, Scalar, child
from summitgen.values.compilation import Compilation, EnvironmentValues, WorkloadValues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitgen.stages.resolve import ResolvedTree


def _text(node: object) -> str:
    return str(node.value) if isinstance(node, Scalar) else ""


def validate(project: Project, resolved: tuple[ResolvedTree, ...]) -> tuple[Compilation | None, tuple[Finding, ...]]:
    """Values are the texts."""
    workloads, findings = [], []
    for tree in resolved:
        named = child(tree.tree, "workloads")
        for name, entry in named.entries.items() if isinstance(named, Mapping) else ():
            text = _text(entry.value)
            workloads.append(WorkloadValues(tree.name, name, {"text": text}))
            if text in {"WRONG", "WARN"}:
                make = error if text == "WRONG" else warning
                findings.append(make("fake/text", f"{name} says {text}", "Say something else.", entry.value.place))
    environments = tuple(EnvironmentValues(tree.name, {}) for tree in resolved)
    compilation = Compilation(project, tuple(workloads), environments, {}, {})
    return (None if has_errors(findings) else compilation), tuple(findings)


def _render(workload: WorkloadValues) -> Callable[[], str]:
    def render() -> str:
        text = str(workload.values["text"])
        if text == "BUG":
            raise KeyError("a value that\nis missing")
        if text == "WAIT":
            print("waiting", flush=True)
            time.sleep(60)
        return f"workload: {workload.workload}\ntext: {text}\n"

    return render


def _manifests(compilation: Compilation) -> Iterator[PlannedArtifact]:
    for workload in compilation.workloads:
        path = f"{compilation.project.out}/k8s/{workload.environment}/{workload.workload}.yaml"
        yield PlannedArtifact(path, "manifests", _render(workload))


def _chart(compilation: Compilation) -> Iterator[PlannedArtifact]:
    yield PlannedArtifact(f"{compilation.project.out}/helm/Chart.yaml", "chart", lambda: "name: shop\n")


@dataclass(frozen=True)
class Target:
    """As targets are."""

    id: str
    plan: Callable[[Compilation], Iterator[PlannedArtifact]]


def discover() -> tuple[Target, ...]:
    """Two targets."""
    return Target("chart", _chart), Target("manifests", _manifests)


def verify(compilation: Compilation, artifacts: tuple[Artifact, ...]) -> tuple[Finding, ...]:
    """Refuses the text UNFIT."""
    return tuple(
        error("fake/unfit", "the cluster would refuse this", "Report it.", Place(artifact.path, 2, 7))
        for artifact in artifacts
        if b"UNFIT" in artifact.content
    )


def install(set_attribute: Callable[[object, str, object], None] = setattr) -> None:
    """Put the small stages into the pipeline."""
    from summitgen import pipeline

    for stage in (validate, discover, verify):
        set_attribute(pipeline, stage.__name__, stage)


if __name__ == "__main__":
    from summitgen.__main__ import main

    install()
    sys.exit(main())
