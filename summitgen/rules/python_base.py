"""Rule: Python runs on the image that it was installed with, or gets its interpreter from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built
from summitgen.rules.image_examples import PYTHON, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.base_image import BaseImage
    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The images that each build of Python runs on have the name of the one that it starts from, or its Debian."""
    for one in built(project):
        start = one.bases.get("build")
        if one.build.language != "python" or start is None:
            continue
        for use in ("runtime", "debug"):
            base = one.bases.get(use)
            if base is not None and base.image.name != start.image.name and not _takes(base.image, start.image):
                message = f"Python runs on {base.name}, and its virtual environment is made on {start.name}"
                yield base.owner, Violation(base.path, message, related=(start.related("that is pinned here"),))


def _takes(base: BaseImage, start: BaseImage) -> bool:
    """Whether the interpreter of the one runs on the other: distroless ``cc`` of the Debian that it was linked on."""
    release = _RELEASES.get(base.name.removeprefix(_DISTROLESS))
    return start.name == "docker.io/library/python" and release is not None and release in start.tag.split("-")


_DISTROLESS = "gcr.io/distroless/cc-debian"
_RELEASES = {"12": "bookworm", "13": "trixie"}


_BUILD = "language: python, version: '3.13', use: build, name: docker.io/library/python, tag: 3.13-slim"
_RUNTIME = f"{_BUILD.replace('use: build', 'use: runtime')}, reason: none without a shell is known"

RULE = Rule(
    id="project/python-base",
    title="Python runs on the image that its virtual environment is made on",
    severity="error",
    reason=(
        "A virtual environment refers to its interpreter by an absolute path, and images of different makers have it "
        "in different places (/usr/local/bin, /usr/bin). Copied to an image of another name it starts nothing. Tags "
        "may differ: the full image to build on and the slim one to run on have it in the same place. Or the image to "
        "run on is distroless `cc`, which has no Python: then the interpreter of Docker's official image is copied, "
        "and both have to be of one Debian, whose C library it is linked with."
    ),
    source="docs.astral.sh, Using uv in Docker, and the example that it names; docs.python.org, venv",
    bad=example(PYTHON, _BUILD, _RUNTIME.replace("docker.io/library", "ghcr.io/shop")),
    good=example(PYTHON, _BUILD, _RUNTIME),
    remedy=(
        "Pin both images by one name, or `use: runtime` to gcr.io/distroless/cc-debian12 where the build's tag names "
        "bookworm, cc-debian13 where it names trixie."
    ),
    project=check,
)
