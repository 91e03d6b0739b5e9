"""Rule: the image that is tested is the image that is promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.build import Build
    from summitgen.model.workload import Workload
    from summitgen.rules.view import EnvironmentView, Path, ProjectView, WorkloadView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Image and build of each workload equal those of the first environment that has it."""
    first: dict[str, WorkloadView] = {}
    for environment in project.environments:
        for workload in environment.workloads:
            other = first.setdefault(workload.name, workload)
            for path, message in _differences(workload.spec, other.spec) if other is not workload else ():
                related = (other.related("it differs from this one", path),)
                yield environment, Violation(("workloads", workload.name, *path), message, related=related)


def _differences(here: Workload, there: Workload) -> Iterator[tuple[Path, str]]:
    for key in ("repository", "tag", "digest"):
        one, other = getattr(here.image, key), getattr(there.image, key)
        if one != other:
            yield ("image", key), f"the image's {key} is {_shown(one)} here and {_shown(other)} in another environment"
    if here.build == there.build:
        return
    if here.build is None or there.build is None:
        yield ("build",), "the image is built in one environment and not in another"
        return
    for field, about in type(here.build).model_fields.items():
        if getattr(here.build, field) != getattr(there.build, field):
            key = about.alias or field
            if field == "arguments":
                yield from _arguments(here.build, there.build)
            elif field == "secrets":
                yield ("build", key), "the build's secrets are not those of another environment"
            else:
                yield ("build", key), f"the build's {key} differs from that of another environment"


def _arguments(here: Build, there: Build) -> Iterator[tuple[Path, str]]:
    if [one.name for one in here.arguments] != [one.name for one in there.arguments]:
        yield ("build", "arguments"), "the build's arguments are not those of another environment"
        return
    for index, (one, other) in enumerate(zip(here.arguments, there.arguments, strict=True)):
        if one.value != other.value:
            message = f"the build argument {one.name} has another value in another environment"
            yield ("build", "arguments", index, "value"), message


def _shown(value: str | None) -> str:
    return "not set" if value is None else f'"{value}"'


RULE = Rule(
    id="project/build-once",
    title="An image is built once and promoted",
    severity="error",
    reason=(
        "What was tested in one environment is what goes to the next: the pipeline builds one image for a commit and "
        "deploys it by its digest everywhere. An environment with an image or a build of its own runs code that no "
        "other environment has seen. Settings that differ belong into env."
    ),
    source="design.md, Specs and Decisions (build once); summit.md group 19",
    bad="workloads: {api: {image: {tag: 1.4.0}}}\n---\nworkloads: {api: {image: {tag: 1.5.0}}}",
    good="workloads: {api: {image: {tag: 1.4.0}}}\n---\nworkloads: {api: {image: {tag: 1.4.0}}}",
    remedy="Give image and build in base.yaml, for all environments, and what differs as env values.",
    project=check,
)
