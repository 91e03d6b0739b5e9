"""`helm template` on each chart with each of its values files: rendered once, for helm and for kubeconform."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from summitgen.verification.bench import OUT, RENDERED
from summitgen.verification.verdict import ToolError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.verification.bench import Bench
    from summitgen.verification.tool import Job

HELM = "helm"


@dataclass(frozen=True, slots=True)
class Rendered:
    """``refused`` maps values files to helm's reason; ``problem`` is set where helm did not do its work."""

    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    problem: ToolError | None = None


class Renderings:
    """What helm renders; whoever asks first waits for it, within its own time limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rendered: Rendered | None = None

    def get(self, job: Job) -> Rendered:
        """The values files of all charts, each rendered to a file below the bench's ``rendered`` folder."""
        with self._lock:
            if self._rendered is None:
                self._rendered = _render(job)
            return self._rendered


def values_files(bench: Bench) -> tuple[str, ...]:
    """The values files of the charts, which lie at ``helm/<chart>/values/…``."""
    charts = {file.split("/")[1] for file in bench.files if file.startswith("helm/") and file.endswith("/Chart.yaml")}
    parts = ((file, file.split("/")) for file in bench.files if file.endswith(".yaml"))
    return tuple(
        file
        for file, steps in parts
        if len(steps) > 3 and steps[0] == "helm" and steps[1] in charts and steps[2] == "values"
    )


def chart_of(values: str) -> str:
    """The folder of a values file's chart."""
    return "/".join(values.split("/")[:2])


def environment_of(values: str) -> str:
    """The environment that a values file is for."""
    return values.split("/")[3].removesuffix(".yaml")


def _release(values: str) -> str:
    name = values.rpartition("/")[2].removesuffix(".yaml")
    return name if values.count("/") > 3 else f"{name}-environment"


def _render(job: Job) -> Rendered:
    accepted, refused = [], {}
    try:
        for values in values_files(job.bench):
            arguments = ("template", _release(values), chart_of(values), "--values", values)
            done = job.run(*arguments, folder=OUT, program=HELM)
            if done.code and not done.err.startswith("Error: "):
                raise ToolError(done.end, done.tail)
            if done.code:
                refused[values] = done.err.removeprefix("Error: ").strip()
                continue
            accepted.append(values)
            path = job.bench.folder / RENDERED / values
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(done.out, encoding="utf-8")
    except ToolError as problem:
        return Rendered(problem=problem)
    return Rendered(tuple(accepted), MappingProxyType(refused))
