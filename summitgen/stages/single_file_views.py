"""Single files compiled: each a view of its workload under another name and with one strategy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from summitgen.findings import Finding, error
from summitgen.rules.name_length import RULE as NAME_LENGTH
from summitgen.rules.object_names import RULE as OBJECT_NAMES
from summitgen.rules.view import EnvironmentView, ProjectView, WorkloadView
from summitgen.stages.single_files import ID
from summitgen.suggest import did_you_mean, one_of
from summitgen.values.compilation import SingleFileValues
from summitgen.values.workload import workload_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.artifacts import SingleFile


def single_file_findings(files: Iterable[SingleFile], view: ProjectView) -> Iterator[Finding]:
    """What is wrong with the files, where the specs of the view are right."""
    environments = {one.resolved.name: one for one in view.environments}
    for file in files:
        if problem := _problem(file, environments):
            message, remedy = problem
            yield error(ID, message, remedy, file.place)
        else:
            yield from _names(file, environments[file.environment])


def single_file_values(files: Iterable[SingleFile], view: ProjectView) -> tuple[SingleFileValues, ...]:
    """The values trees of files without findings, in the order of their names."""
    environments = {one.resolved.name: one for one in view.environments}
    return tuple(
        SingleFileValues(
            file.file,
            file.environment,
            file.workload,
            cast("dict[str, Any]", workload_values(_view(file, environments[file.environment]).context)),
        )
        for file in sorted(files, key=lambda file: file.file)
    )


def _problem(file: SingleFile, environments: dict[str, EnvironmentView]) -> tuple[str, str] | None:
    environment = environments.get(file.environment)
    if environment is None:
        message = f'there is no environment "{file.environment}"{did_you_mean(file.environment, environments)}'
        return message, f"Write one of {one_of(sorted(environments))}."
    workloads = {one.name: one for one in environment.workloads}
    workload = workloads.get(file.workload)
    if workload is None:
        message = f'{file.environment} has no workload "{file.workload}"{did_you_mean(file.workload, workloads)}'
        return message, f"Write one of {one_of(sorted(workloads))}."
    allowed = workload.context.allowed_strategies
    if file.strategy not in allowed:
        message = (
            f"{file.workload} in {file.environment} may not be delivered by {file.strategy}, so that no rule has "
            "looked at it"
        )
        return message, f"Add it to the workload's allowedStrategies, or write {one_of(allowed)}."
    if file.name in workloads:
        return f'"{file.name}" is a workload of {file.environment}; names have to differ', "Give another name."
    return None


def _view(file: SingleFile, environment: EnvironmentView) -> WorkloadView:
    (own,) = (one for one in environment.workloads if one.name == file.workload)
    # One host can't lead to two workloads: of two VirtualServices for it on a gateway either may win.
    update = {"deployment_strategy": file.strategy, "allowed_strategies": (file.strategy,), "exposure": None}
    workload = own.spec.model_copy(update=update)
    return WorkloadView(replace(own.context, name=file.name, workload=workload), own.environment)


def _names(file: SingleFile, environment: EnvironmentView) -> Iterator[Finding]:
    own = _view(file, environment)
    both = ProjectView((EnvironmentView(environment.resolved, (*environment.workloads, own)),))
    for rule in (NAME_LENGTH, OBJECT_NAMES):
        for found in rule.violations(both):
            yield error(ID, found.violation.message, found.violation.remedy or "Give another name.", file.place)
