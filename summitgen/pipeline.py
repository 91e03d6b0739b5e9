"""The seven stages in their order: load, resolve, validate, plan, render, verify, write."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.findings import Finding, has_errors, ordered
from summitgen.stages.load import load
from summitgen.stages.overrides import override_findings
from summitgen.stages.plan import plan
from summitgen.stages.render import render_each
from summitgen.stages.resolve import resolve
from summitgen.stages.selection import EVERYTHING, WHOLE, Scope, Selection
from summitgen.stages.validate import validate
from summitgen.stages.verify import verify
from summitgen.stages.write import Outcome, inspect, write
from summitgen.targets import discover

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from summitgen.artifacts import Artifact, Project
    from summitgen.model.resolved import ResolvedEnvironment

__all__ = ["Compiled", "Outcome", "compile_project", "inspect", "write"]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the specs compile to; with errors among the findings ``stopped_at`` names the stage that found them.

    ``inputs`` are the spec files that were read, relative to the project, ``specs`` the environments they give.
    """

    artifacts: tuple[Artifact, ...] = ()
    scope: Scope = WHOLE
    findings: tuple[Finding, ...] = ()
    stopped_at: str | None = None
    inputs: tuple[str, ...] = ()
    specs: tuple[ResolvedEnvironment, ...] = ()


def compile_project(
    project: Project,
    selection: Selection = EVERYTHING,
    watch: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> Compiled:
    """Compile a project in memory, up to ``verify``; ``write`` and ``inspect`` take it from there.

    ``watch`` is entered with each stage's name while that stage runs.
    """
    with watch("load"):
        loaded = load(project)
    with watch("resolve"):
        resolved, unresolved = resolve(loaded)
    with watch("validate"):
        compilation, invalid = validate(project, resolved)
    findings = (*loaded.findings, *unresolved, *invalid)
    if compilation is None or has_errors(findings):
        return Compiled(findings=ordered(findings), stopped_at="validate")
    with watch("plan"):
        planned, misplanned = plan(compilation, discover(), selection)
    if has_errors(misplanned):
        return Compiled(findings=ordered((*findings, *misplanned)), stopped_at="plan")
    with watch("render"):
        artifacts, unrendered = render_each(planned.artifacts)
        findings = (*findings, *misplanned, *unrendered, *override_findings(project))
    if has_errors(findings):
        return Compiled(findings=ordered(findings), stopped_at="render")
    with watch("verify"):
        unverified = verify(compilation, artifacts)
    findings = ordered((*findings, *unverified))
    stopped_at = "verify" if has_errors(unverified) else None
    return Compiled(artifacts, planned.scope, findings, stopped_at, tuple(sorted(loaded.files)), compilation.specs)
