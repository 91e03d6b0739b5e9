"""Rule: an image is built with the C library that it runs with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built
from summitgen.rules.image_examples import END, NODE, START, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.bases import Base
    from summitgen.rules.view import EnvironmentView, ProjectView


LINKED = ("node", "python")
"""The languages whose dependencies hold programs that are linked against the C library."""


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The images that each build runs on, against the one that it starts from."""
    for one in built(project):
        start = one.bases.get("build")
        if one.build.language not in LINKED or start is None:
            continue
        for use in ("runtime", "debug"):
            base = one.bases.get(use)
            if base is not None and _libc(base) != _libc(start):
                message = (
                    f"{base.name} has {_libc(base)}, and {start.name}, which installs its dependencies, {_libc(start)}"
                )
                yield base.owner, Violation(base.path, message, related=(start.related("the other is pinned here"),))


def _libc(base: Base) -> str:
    """Alpine has musl; Debian, distroless and Wolfi, which Chainguard's images are made of, have glibc."""
    return "musl" if "alpine" in base.name else "glibc"


RULE = Rule(
    id="project/base-libc",
    title="An image is built with the C library that it runs with",
    severity="error",
    reason=(
        "Dependencies of node and Python bring programs that are linked against glibc or musl, by the image that "
        "installs them. Alpine has musl, Debian and distroless have glibc: copied from one to the other they are not "
        "found or crash when they are loaded, which no build notices. Go and static files are not linked."
    ),
    source="github.com/nodejs/node issue 10081; github.com/nodejs/docker-node issue 692",
    bad=example(NODE, START.replace("22-slim", "22-alpine"), END),
    good=example(),
    remedy="Pin both images of one distribution: Alpine with Alpine, Debian with Debian or distroless.",
    project=check,
)
