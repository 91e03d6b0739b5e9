"""Compiling specs with a value changed: which rules they break, and which artifacts differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import has_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.artifacts import Project
    from summitgen.findings import Finding
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.stages.resolve import ResolvedTree
    from summitgen.values.compilation import Compilation

Trees = tuple["ResolvedTree", ...]
Models = tuple["ResolvedEnvironment", ...]

# What the compiler may raise where a rule was to keep a spec from it: a reference to nothing, a division by no pods.
_UNCOMPILABLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError)


class Trials:
    """Compares what changed specs compile to with what they compile to as they are."""

    def __init__(self, project: Project, trees: Trees) -> None:
        """``trees`` are the project's environments as they are, which model and rules accept."""
        self._project = project
        self._unchanged = {id(tree): _model(tree) for tree in trees}
        self._trees = trees  # kept, so that no other tree gets one of these identities
        models = self._models(trees) or ()
        self._warned = {finding.id for finding in _judged(project, models)}
        self._compilation = _compiled(project, models)
        self._before = _rendered(self._compilation) or {}

    def broken(self, trees: Trees) -> frozenset[str] | None:
        """The rules that changed specs break and the others don't; None where the model refuses them.

        An environment that alone differs is judged alone: whether the others agree is asked when they change too.
        """
        differing = tuple(tree for tree in trees if id(tree) not in self._unchanged)
        models = self._models(differing if len(differing) == 1 else trees)
        if models is None:
            return None
        return frozenset(finding.id for finding in _judged(self._project, models)) - self._warned

    def differences(self, trees: Trees) -> frozenset[str] | None:
        """The paths of the artifacts that differ; None where changed specs can't be compiled."""
        models = self._models(trees)
        if models is None:
            return None
        try:
            after = _rendered(_compiled(self._project, models))
        except _UNCOMPILABLE:
            return None
        if after is None:
            return None
        return frozenset(path for path, content in self._before.items() if after.get(path) != content)

    def artifacts_of(self, environment: str) -> frozenset[str]:
        """The paths of an environment's artifacts, those that it shares with others among them."""
        from summitgen.stages.plan import plan
        from summitgen.stages.selection import Selection
        from summitgen.targets import discover

        planned, _ = plan(self._compilation, discover(), Selection(environments=(environment,)))
        return frozenset(artifact.path for artifact in planned.artifacts)

    def _models(self, trees: Trees) -> Models | None:
        """The environments as the model sees them; None where it refuses one."""
        found = [self._unchanged[id(tree)] if id(tree) in self._unchanged else _model(tree) for tree in trees]
        models = tuple(one for one in found if one is not None)
        return models if len(models) == len(trees) else None


def _model(tree: ResolvedTree) -> ResolvedEnvironment | None:
    from summitgen.stages.validate import model_of

    return model_of(tree)[0]


def _judged(project: Project, models: Models) -> tuple[Finding, ...]:
    from summitgen.rules import discover, run_rules
    from summitgen.rules.view import view_of

    return tuple(run_rules(view_of(project.name, models), discover()))


def _rendered(compilation: Compilation) -> Mapping[str, bytes] | None:
    """What the environments compile to, by path; None where the plan is refused."""
    from summitgen.stages.plan import plan
    from summitgen.stages.render import render_each
    from summitgen.targets import discover

    planned, findings = plan(compilation, discover())
    if has_errors(findings):
        return None
    return {artifact.path: artifact.content for artifact in render_each(planned.artifacts)[0]}


def _compiled(project: Project, models: Models) -> Compilation:
    from summitgen.rules.view import view_of
    from summitgen.stages.validate import compile_view

    return compile_view(project, view_of(project.name, models))
