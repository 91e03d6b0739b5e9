"""Rule: packages are installed on images that have a package manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built, has_package_manager
from summitgen.rules.image_examples import NODE, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, ProjectView


INSTALLED = {"build": "build", "runtime": "runtime", "debug": "runtime"}
"""Which of a build's packages are installed on the image of each use."""


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The packages of each build and the images that they are installed on."""
    for one in built(project):
        for use, base in one.bases.items():
            packages = getattr(one.build.system_packages, INSTALLED[use])
            if packages and not has_package_manager(base.image):
                message = f"{', '.join(packages)} can't be installed on {base.name}, which has no package manager"
                related = (base.related("the image is pinned here"),)
                path = one.path("systemPackages", INSTALLED[use])
                yield one.environment, Violation(path, message, related=related)


RULE = Rule(
    id="project/package-manager",
    title="Packages are installed on images that have a package manager",
    severity="error",
    reason=(
        "systemPackages are installed by the base image's own apt or apk. Images of distroless and most of Chainguard "
        "have neither, nor a shell that could call it, so that the build would fail at its first command."
    ),
    source="github.com/GoogleContainerTools/distroless, README; edu.chainguard.dev, Debugging distroless images",
    bad=example(f"{NODE}, systemPackages: {{runtime: [libpq5]}}"),
    good=example(f"{NODE}, systemPackages: {{build: [libpq-dev=15.14-0]}}"),
    remedy="Leave the packages out, or pin a base image with apt or apk (a tag of Debian or Alpine).",
    project=check,
)
