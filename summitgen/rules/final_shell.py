"""Rule: workloads run on images without a shell, or it is said why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built, has_shell
from summitgen.rules.image_examples import NODE, START, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.bases import Base
    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The image that each build runs on, where it is pinned."""
    for one in built(project):
        base = one.bases.get("runtime")
        if base is not None and base.image.reason is None and (found := _violation(base)) is not None:
            yield base.owner, found


def _violation(base: Base) -> Violation | None:
    known = has_shell(base.image)
    if known is None:
        message = f"whether {base.name} has a shell is not known by its name"
        return Violation(base.path, message, "Add `shell: false` to the pin, or `shell: true` and a `reason`.")
    if not known:
        return None
    message = f"workloads run on {base.name}, which has a shell, and nothing says why"
    return Violation(base.path, message, REMEDY)


REMEDY = (
    "Take an image without a shell, or say why it is that one: add `reason: no image of this version without a shell "
    "is pinned`."
)
_SHELL = START.replace("use: build", "use: runtime")

RULE = Rule(
    id="project/final-shell",
    title="Workloads run on images without a shell, or it is said why not",
    severity="error",
    reason=(
        "Whoever breaks into a process starts a shell next, and what comes with one (a package manager, coreutils) is "
        "most of what scanners find in an image. Images of distroless and Chainguard have none, and what has to be "
        "looked into is given a debug variant or an ephemeral container. A pin whose image has a shell says why in "
        "`reason`; one whose name tells nothing says so in `shell`."
    ),
    source="github.com/GoogleContainerTools/distroless, README; edu.chainguard.dev, Debugging distroless images",
    bad=example(NODE, START, _SHELL),
    good=example(NODE, START, f"{_SHELL}, reason: sharp needs libvips"),
    remedy=REMEDY,
    project=check,
)
