"""Rule: no workload, secret or argument of a build has a name that building needs for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.values.bake import ARGUMENTS, DEBUG, GROUPS, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, ProjectView, WorkloadView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each name of a build is one that the bake file leaves to the spec."""
    built = [one for environment in project.environments for one in environment.workloads if one.spec.build]
    variants = {f"{one.name}{DEBUG}": one for one in built if one.spec.build and one.spec.build.debug}
    for environment in project.environments:
        for workload in environment.workloads:
            for violation in (*_target(workload, variants), *_variables(workload)) if workload.spec.build else ():
                yield environment, violation


def _target(workload: WorkloadView, variants: dict[str, WorkloadView]) -> Iterator[Violation]:
    path = ("workloads", workload.name)
    if workload.name in GROUPS:
        yield Violation(path, f"no image can be called {workload.name}: {GROUPS[workload.name]}", key=True)
    if other := variants.get(workload.name):
        related = (other.related("the variant is asked for here", ("build", "debug")),)
        message = f"{workload.name} is the debug variant of {other.name} too, and one name builds one image"
        yield Violation(path, message, key=True, related=related)


def _variables(workload: WorkloadView) -> Iterator[Violation]:
    if workload.spec.build is None:
        return
    path = ("workloads", workload.name, "build")
    for index, secret in enumerate(workload.spec.build.secrets):
        if secret.name in VARIABLES:
            message = f"the secret {secret.name} can't be given: the variable of that name sets how images are built"
            yield Violation((*path, "secrets", index, "name"), message)
    for index, argument in enumerate(workload.spec.build.arguments):
        if argument.name in ARGUMENTS:
            message = f"the argument {argument.name} would be lost: every build gives it a value of its own"
            yield Violation((*path, "arguments", index, "name"), message)


_IMAGE = (
    "language: go, version: '1.26', use: {0}, name: registry.example.com/{0}, tag: '1', shell: false, "
    "digest: 'sha256:{1}'"
)
_EXAMPLE = (
    "workloads:\n  api:\n    build:\n      language: go\n      version: '1.26'\n      entry: cmd\n"
    "      secrets:\n        - name: {name}\n"
    "pipeline:\n  deploy: false\n  baseImages:\n"
    f"    - {{{{{_IMAGE.format('build', '1' * 64)}}}}}\n    - {{{{{_IMAGE.format('runtime', '2' * 64)}}}}}"
)

RULE = Rule(
    id="project/build-names",
    title="Building has some names for itself",
    severity="error",
    reason=(
        "One bake file builds all images: by a target of each workload's name, one of the name and `-debug` for the "
        "variant with a shell, and the group `default` of them all. Its variables, such as PUSH, are environment "
        "variables like the secrets of builds, and each is told VERSION, REVISION, CREATED and SOURCE_DATE_EPOCH. "
        "A second meaning of such a name would build another image than the one that was asked for, or lose a value."
    ),
    source="issue 6 (the bake file); measured: bake builds the group where a target has its name",
    bad=_EXAMPLE.format(name="PUSH"),
    good=_EXAMPLE.format(name="REGISTRY_TOKEN"),
    remedy="Give it another name.",
    project=check,
)
