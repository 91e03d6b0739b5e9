"""Rule: an image for debugging has a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built, has_shell
from summitgen.rules.image_examples import END, NODE, START, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, ProjectView


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """The debug image of each build, where it is pinned."""
    for one in built(project):
        base = one.bases.get("debug")
        if base is not None and has_shell(base.image) is False:
            message = f"{base.name} is pinned for debugging and has no shell"
            related = (one.workload.related("the debug variant is asked for here", ("build", "debug")),)
            yield base.owner, Violation(base.path, message, related=related)


RULE = Rule(
    id="project/debug-shell",
    title="An image for debugging has a shell",
    severity="error",
    reason=(
        "The variant `debug` is the same image on a base with a shell, for people who look into a running process. "
        "On a base without one it would be the runtime image a second time."
    ),
    source="github.com/GoogleContainerTools/distroless, README (debug images); issue 6",
    bad=example(f"{NODE}, debug: true", START, END, END.replace("runtime", "debug")),
    good=example(
        f"{NODE}, debug: true", START, END, END.replace("runtime", "debug").replace("nonroot", "debug-nonroot")
    ),
    remedy="Pin an image with a shell: of distroless the tag `debug-nonroot`, of Chainguard one that ends in `-dev`.",
    project=check,
)
