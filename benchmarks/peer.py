"""Helm doing what summitgen does: all objects of an environment in one call, or one call a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks import workload
from summitgen.objects import discover
from summitgen.printers.chart import HELPERS, ChartPrinter
from summitgen.printers.yaml import emit
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.stages.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.artifacts import Project
    from summitgen.values.compilation import Compilation

_SCOPES = (("workload", "workloads"), ("environment", "environments"))


def at_once(helm: Path, project: Project, folder: Path) -> list[list[str]]:
    """The calls, one an environment, with a chart of the peer's own that is written into a new folder.

    Its templates are those of the project's charts, each in a loop over complete values trees: helm has neither
    defaults to merge nor a schema to hold values to. Raises ValueError if the specs are wrong.
    """
    chart = folder / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: peer\nversion: 0.1.0\n", encoding="utf-8")
    for name, text in _templates().items():
        (chart / "templates" / name).write_text(text, encoding="utf-8", newline="")
    compilation = _compilation(project)
    for environment in workload.ENVIRONMENTS:
        content = emit([_values(compilation, environment)])
        (folder / f"{environment}.yaml").write_text(content, encoding="utf-8", newline="")
    return [_call(helm, name, chart, folder / f"{name}.yaml") for name in workload.ENVIRONMENTS]


def one_by_one(helm: Path, project: Project, size: int) -> list[list[str]]:
    """The calls as the chart is meant to be used: one for each workload and environment, and one an environment."""
    charts = project.root / project.out / "helm"
    calls = []
    for environment in workload.ENVIRONMENTS:
        chart = charts / f"{workload.NAME}-environment"
        calls.append(_call(helm, f"{environment}-environment", chart, chart / f"values/{environment}.yaml"))
        chart = charts / workload.NAME
        values = chart / "values" / environment
        calls += [_call(helm, name, chart, values / f"{name}.yaml") for name in workload.names(size)]
    return calls


def _call(helm: Path, release: str, chart: Path, values: Path) -> list[str]:
    return [str(helm), "template", release, str(chart), "--values", str(values)]


def _templates() -> dict[str, str]:
    made: dict[str, str] = {}
    for scope, key in _SCOPES:
        printer = ChartPrinter((tree for tree in discover() if tree.scope == scope), scope, root="$v")
        for file, text in printer.templates().items():
            if file == HELPERS:
                made[f"_{scope}.tpl"] = text
            else:
                made[f"{scope}-{file}"] = f"{{{{- range $v := .Values.{key} }}}}\n{text}{{{{- end }}}}\n"
    return made


def _values(compilation: Compilation, environment: str) -> dict[str, Any]:
    return {
        "workloads": [one.values for one in compilation.workloads if one.environment == environment],
        "environments": [one.values for one in compilation.environments if one.environment == environment],
    }


def _compilation(project: Project) -> Compilation:
    loaded = load(project)
    resolved, unresolved = resolve(loaded)
    compilation, invalid = validate(project, resolved)
    if compilation is None:
        raise ValueError("\n".join(finding.message for finding in (*loaded.findings, *unresolved, *invalid)))
    return compilation
