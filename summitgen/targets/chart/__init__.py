"""The target ``chart``: a Helm chart for workloads, one for environments, and their values files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.artifacts import PlannedArtifact
from summitgen.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.targets.chart.definition import Chart
    from summitgen.values.compilation import Compilation


def plan(compilation: Compilation) -> Iterator[PlannedArtifact]:
    """``helm/<project>/`` and ``helm/<project>-environment/``."""
    from summitgen.targets.chart.definition import environment_chart, workload_chart
    from summitgen.targets.chart.values import values_file

    workloads, environments = workload_chart(compilation), environment_chart(compilation)
    yield from _chart(workloads)
    for workload in compilation.workloads:
        about = f"the workload {workload.workload} in the environment {workload.environment}"
        path = f"{workloads.folder}/values/{workload.environment}/{workload.workload}.yaml"
        yield PlannedArtifact(path, TARGET.id, values_file(workloads.defaults, workload.values, about))
    yield from _chart(environments)
    for environment in compilation.environments:
        path = f"{environments.folder}/values/{environment.environment}.yaml"
        about = f"the environment {environment.environment}"
        yield PlannedArtifact(path, TARGET.id, values_file(environments.defaults, environment.values, about))


def _chart(chart: Chart) -> Iterator[PlannedArtifact]:
    from summitgen.targets.chart.files import files

    for path, render in files(chart).items():
        yield PlannedArtifact(f"{chart.folder}/{path}", TARGET.id, render)


TARGET = Target("chart", "Helm charts for workloads and environments, with a values file for each.", plan)
