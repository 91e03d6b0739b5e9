"""What a rule is: its documentation, and a check of each workload, of each environment or of the whole project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitgen.findings import Place, Related
    from summitgen.rules.view import EnvironmentView, Path, ProjectView, WorkloadView


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks a rule: where (a path of spec keys; ``key`` points at the key itself) and why.

    ``remedy`` replaces the rule's own where a better one is known.
    """

    path: Path
    message: str
    remedy: str = ""
    key: bool = False
    related: tuple[Related, ...] = ()


class Located(NamedTuple):
    """A violation with its place in a file."""

    violation: Violation
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its docs: ``reason`` in one paragraph, ``source`` (an issue or a page), a bad and a good example.

    ``severity`` is an error where the output would fail or not protect, a warning where it depends. Of the three
    checks one is given, of the project's environments its violations are found per item.
    """

    id: str
    title: str
    severity: Literal["error", "warning"]
    reason: str
    source: str
    bad: str
    good: str
    remedy: str
    workload: Callable[[WorkloadView], Iterable[Violation]] | None = None
    environment: Callable[[EnvironmentView], Iterable[Violation]] | None = None
    project: Callable[[ProjectView], Iterable[tuple[EnvironmentView, Violation]]] | None = None

    def violations(self, view: ProjectView) -> Iterator[Located]:
        """Everything in the project that breaks the rule."""
        for environment in view.environments:
            for found in self.environment(environment) if self.environment else ():
                yield Located(found, environment.place(found.path, key=found.key))
            for workload in environment.workloads if self.workload else ():
                yield from self._of_workload(workload)
        for owner, found in self.project(view) if self.project else ():
            yield Located(found, owner.place(found.path, key=found.key))

    def _of_workload(self, workload: WorkloadView) -> Iterator[Located]:
        for found in self.workload(workload) if self.workload else ():
            yield Located(found, workload.place(found.path, key=found.key))
