"""Rule: base images have the platforms that are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built
from summitgen.rules.image_examples import END, NODE, START, example
from summitgen.rules.rule import Rule, Violation
from summitgen.values.images import platforms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.build import Build
    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The platforms of each build's images, against those that the pipelines build."""
    resolved = tuple(environment.resolved for environment in project.environments)
    for one in built(project):
        platforms = platforms_of(one.workload.name, resolved)
        for use, base in one.bases.items():
            if use == "build" and not _is_native(one.build):
                continue
            if missing := [platform for platform in platforms if platform not in base.image.platforms]:
                named = " and ".join(missing)
                message = f"{base.name} is not there for {named}, which {one.workload.name} is built for"
                related = (one.workload.related("the build is here", ("build",)),)
                yield base.owner, Violation(base.path, message, related=related)


def _is_native(build: Build) -> bool:
    """Whether building runs on the platform that is built for, and not on the builder's own."""
    return build.language == "python" or bool(
        build.language != "go" and (build.install_scripts or build.system_packages.build)
    )


RULE = Rule(
    id="project/base-platforms",
    title="Base images have the platforms that are built",
    severity="error",
    reason=(
        "A digest can be an index of several platforms or the image of one. A build for a platform that it lacks "
        "fails, or takes an image of another platform that no node can run. Stages that only translate sources run on "
        "the builder's platform; those of Python, and of node where install scripts run or packages are installed, on "
        "the one that is built for."
    ),
    source="docs.docker.com, Multi-platform builds; images.md",
    bad=example(NODE, START, f"{END}, platforms: [linux/arm64]"),
    good=example(NODE, START, f"{END}, platforms: [linux/amd64]"),
    remedy="Pin the digest of the index that has all platforms, or take the platform out of `pipeline.platforms`.",
    project=check,
)
