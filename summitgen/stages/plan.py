"""Plan: targets say which artifacts they own; each path has one owner and can exist on every file system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summitgen.findings import Finding, error
from summitgen.stages.containment import collisions, path_problem
from summitgen.stages.copies import copies, copy_findings
from summitgen.stages.selection import EVERYTHING, Scope, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summitgen.artifacts import PlannedArtifact
    from summitgen.targets import Target
    from summitgen.values.compilation import Compilation

_BUG = "This is a mistake in a target: report it, or leave the target out with --only."


@dataclass(frozen=True, slots=True)
class Plan:
    """The selected artifacts by path, and the scope that a build of them speaks for."""

    artifacts: tuple[PlannedArtifact, ...]
    scope: Scope


def plan(
    compilation: Compilation, targets: Sequence[Target], selection: Selection = EVERYTHING
) -> tuple[Plan, tuple[Finding, ...]]:
    """What the targets plan, and what is wrong with it or with the selection.

    Everything is planned, whatever the selection, so that pruning knows what is still wanted. An environment's
    artifacts are those that are planned when it is the only one, so the charts that it shares are among them.
    Copies that ``place:`` asks for belong to their artifact's target, and are selected with it.
    """
    if findings := _unknown(compilation, targets, selection):
        return Plan((), Scope(selection)), findings
    planned = [artifact for target in targets for artifact in target.plan(compilation)]
    project = compilation.project
    findings = (*_owners(planned), *_paths(project.out, planned), *copy_findings(project, planned))
    planned += copies(project, planned)
    wanted = _wanted(compilation, targets, selection)
    selected = (
        artifact
        for artifact in planned
        if wanted is None or (artifact.copy_of or artifact.path, artifact.target) in wanted
    )
    artifacts = tuple(sorted(selected, key=lambda artifact: artifact.path))
    others = frozenset(artifact.path for artifact in planned) - {artifact.path for artifact in artifacts}
    return Plan(artifacts, Scope(selection, others)), findings


def _wanted(
    compilation: Compilation, targets: Sequence[Target], selection: Selection
) -> frozenset[tuple[str, str]] | None:
    if selection.everything:
        return None
    if selection.environments:
        names = selection.environments
        compilation = replace(
            compilation,
            workloads=tuple(workload for workload in compilation.workloads if workload.environment in names),
            environments=tuple(values for values in compilation.environments if values.environment in names),
        )
    chosen = [target for target in targets if not selection.targets or target.id in selection.targets]
    return frozenset((artifact.path, artifact.target) for target in chosen for artifact in target.plan(compilation))


def _unknown(compilation: Compilation, targets: Iterable[Target], selection: Selection) -> tuple[Finding, ...]:
    environments = sorted(values.environment for values in compilation.environments)
    return (
        *_unknown_names("target", "--only", selection.targets, sorted(target.id for target in targets)),
        *_unknown_names("environment", "--env", selection.environments, environments),
    )


def _unknown_names(what: str, option: str, names: Iterable[str], allowed: list[str]) -> list[Finding]:
    listed = ", ".join(allowed) or "none"
    return [
        error(
            f"call/unknown-{what}", f"there is no {what} {name!r}; there are: {listed}", f"Give {option} one of them."
        )
        for name in sorted(set(names) - set(allowed))
    ]


def _owners(planned: Iterable[PlannedArtifact]) -> list[Finding]:
    owners: dict[str, list[str]] = {}
    for artifact in planned:
        owners.setdefault(artifact.path, []).append(artifact.target)
    return [
        error("plan/two-owners", f"{path} has two owners ({' and '.join(sorted(targets))}); a path has one", _BUG)
        for path, targets in sorted(owners.items())
        if len(targets) > 1
    ]


def _paths(out: str, planned: Iterable[PlannedArtifact]) -> list[Finding]:
    paths = {artifact.path for artifact in planned}
    unfit = [(path, problem) for path in sorted(paths) if (problem := path_problem(path, out))]
    return [
        *(error("plan/path", f"{path!r} can't be generated: it {problem}", _BUG) for path, problem in unfit),
        *(
            error("plan/collision", f"{first} and {second} can't both be generated: {reason}", _BUG)
            for first, second, reason in collisions(paths)
        ),
    ]
