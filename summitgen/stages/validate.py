"""Validate: resolved trees to frozen models, these past the rules, and then to the values that targets plan from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from summitgen.findings import Finding, has_errors

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.rules.view import ProjectView
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.values.compilation import Compilation, SingleFileValues


def validate(project: Project, resolved: tuple[ResolvedTree, ...]) -> tuple[Compilation | None, tuple[Finding, ...]]:
    """The project compiled to values trees (None where an error forbids it), and the findings of model and rules.

    Rules see only environments that the model accepts, so a mistake of one environment hides none of another's.
    """
    from summitgen.rules import discover, run_rules
    from summitgen.rules.view import view_of

    environments: list[ResolvedEnvironment] = []
    findings: list[Finding] = []
    for tree in resolved:
        environment, mistakes = model_of(tree)
        findings += mistakes
        if environment is not None:
            environments.append(environment)
    view = view_of(project.name, tuple(environments))
    findings += run_rules(view, discover())
    if project.single_files and not has_errors(findings):
        from summitgen.stages.single_file_views import single_file_findings

        findings += single_file_findings(project.single_files, view)
    if has_errors(findings) or not environments:
        return None, tuple(findings)
    return compile_view(project, view), tuple(findings)


def model_of(tree: ResolvedTree) -> tuple[ResolvedEnvironment | None, tuple[Finding, ...]]:
    """An environment as the model sees it (None where it refuses), and what is wrong with it."""
    from pydantic import ValidationError

    from summitgen.model.environment import Environment
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.syntax import to_data

    try:
        spec = Environment.model_validate(to_data(tree.tree))
    except ValidationError as mistakes:
        from summitgen.stages.model_errors import model_findings

        return None, model_findings(tree.tree, mistakes, Environment)
    return ResolvedEnvironment(tree.name, tree.file, tree.tree, spec), ()


def compile_view(project: Project, view: ProjectView) -> Compilation:
    """The values trees of specs that model and rules accept."""
    from summitgen.values.compilation import Compilation, EnvironmentValues, WorkloadValues
    from summitgen.values.defaults import default_environment_values, default_workload_values
    from summitgen.values.environment import environment_values
    from summitgen.values.workload import workload_values

    workloads = tuple(
        WorkloadValues(
            workload.environment.name, workload.name, cast("dict[str, Any]", workload_values(workload.context))
        )
        for environment in view.environments
        for workload in environment.workloads
    )
    resolved = [environment.resolved for environment in view.environments]
    environments = tuple(
        EnvironmentValues(
            one.name,
            cast("dict[str, Any]", environment_values(project.name, one.name, one.spec)),
        )
        for one in resolved
    )
    return Compilation(
        project,
        workloads,
        environments,
        default_workload_values(project.name),
        default_environment_values(project.name),
        {one.name: one.spec.cluster.kubernetes_version for one in resolved},
        tuple(resolved),
        _single_files(project, view),
    )


def _single_files(project: Project, view: ProjectView) -> tuple[SingleFileValues, ...]:
    if not project.single_files:
        return ()
    from summitgen.stages.single_file_views import single_file_values

    return single_file_values(project.single_files, view)
