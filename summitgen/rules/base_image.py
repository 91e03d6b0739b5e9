"""Rule: a build has an image to start from and one to run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.build import Build
    from summitgen.rules.view import EnvironmentView, ProjectView

Pins = dict[tuple[str, str], set[str]]
USES = {"build": "to build from", "runtime": "to run on"}


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each use of each build; the images of all environments count, since an image is built once for all of them."""
    pins = _pins(project)
    for environment in project.environments:
        for workload in environment.workloads:
            build = workload.spec.build
            for use in USES if build is not None else ():
                if build is not None and use not in pins.get((build.language, build.version), set()):
                    path = ("workloads", workload.name, "build", "version")
                    yield environment, Violation(path, _message(build, use, pins), _remedy(build, use))


def _pins(project: ProjectView) -> Pins:
    pins: Pins = {}
    for environment in project.environments:
        for image in environment.resolved.spec.pipeline.base_images:
            pins.setdefault((image.language, image.version), set()).add(image.use)
    return pins


def _message(build: Build, use: str, pins: Pins) -> str:
    there = "; ".join(
        f"{language} {version} ({' and '.join(sorted(pins[language, version]))})" for language, version in sorted(pins)
    )
    what = f"{build.language} {build.version}"
    return f"`pipeline.baseImages` has no image for {what} {USES[use]} (use: {use}); there is {there or 'none'}"


def _remedy(build: Build, use: str) -> str:
    name, tag = _usual(build, use)
    return (
        f'Add to `pipeline.baseImages`, with the digest of the tag: `- {{language: {build.language}, version: "'
        f'{build.version}", use: {use}, name: {name}, tag: {tag}, digest: "sha256:…"}}`; or build with a version '
        "that is there."
    )


def _usual(build: Build, use: str) -> tuple[str, str]:
    """An image that is often taken; Debian's name is left to its default so that any version has the tag."""
    major = build.version.partition(".")[0]
    if build.language == "node" and use == "runtime":
        return f"gcr.io/distroless/nodejs{major}-debian12", "nonroot"
    return f"docker.io/library/{build.language}", f"{build.version}-slim"


RULE = Rule(
    id="project/base-image",
    title="A build has an image to start from and one to run on",
    severity="error",
    reason=(
        "A Dockerfile starts from an image of the language's version and ends in one, both pinned by digest, so that "
        "the same sources give the same image. Where one is missing no Dockerfile can be made, and the build script "
        "and the workflow would speak of one that isn't there."
    ),
    source="images.md; summit.md group 18 (mutable base tags)",
    bad=(
        "workloads:\n  api:\n    image: {repository: ghcr.io/shop/api, tag: 1.4.0}\n    port: 4000\n    build:\n      "
        'language: node\n      packageManager: pnpm\n      version: "24"\n      entry: dist/index.js'
    ),
    good="image: {repository: ghcr.io/shop/api, tag: 1.4.0}\nport: 4000",
    remedy="Add the image to `pipeline.baseImages`, pinned by its digest.",
    project=check,
)
