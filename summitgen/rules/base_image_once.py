"""Rule: a language's version is one image, in all environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Related
    from summitgen.model.base_image import BaseImage
    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each base image equals the first of its language, version and use."""
    first: dict[tuple[str, str, str], tuple[BaseImage, Related]] = {}
    for environment in project.environments:
        for index, image in enumerate(environment.resolved.spec.pipeline.base_images):
            path = ("pipeline", "baseImages", index)
            here = environment.related("the first is here", path)
            other, related = first.setdefault((image.language, image.version, image.use), (image, here))
            if other != image:
                yield environment, Violation(path, _message(image, other), related=(related,))


def _message(image: BaseImage, other: BaseImage) -> str:
    key = next(key for key in type(image).model_fields if getattr(image, key) != getattr(other, key))
    return (
        f"{image.language} {image.version} has a second image for {image.use}: its {key} is {_shown(image, key)}, "
        f"that of the first {_shown(other, key)}, and a Dockerfile takes one"
    )


def _shown(image: BaseImage, key: str) -> str:
    value = getattr(image, key)
    if isinstance(value, tuple):
        return ", ".join(value)
    return "not set" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


_PIN = "language: node, version: '24', use: build, name: docker.io/library/node, tag: 24-slim"

RULE = Rule(
    id="project/base-image-once",
    title="A language's version is one image, in all environments",
    severity="error",
    reason=(
        "An image is built once, from one Dockerfile, and promoted through all environments. Of two images for the "
        "same language, version and use one would be taken and the other silently left, so that an update of a digest "
        "in one environment would change nothing, or everything."
    ),
    source="design.md, Decisions (build once); images.md",
    bad=(
        f"pipeline:\n  baseImages:\n    - {{{_PIN}, digest: 'sha256:{'1' * 64}'}}\n"
        f"    - {{{_PIN}, digest: 'sha256:{'2' * 64}'}}"
    ),
    good=f"pipeline:\n  baseImages:\n    - {{{_PIN}, digest: 'sha256:{'1' * 64}'}}",
    remedy="Give each base image once for all environments, in a file that all extend.",
    project=check,
)
