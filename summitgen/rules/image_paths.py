"""Rule: what goes into an image goes to places of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.image_examples import NODE, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView


APPLICATION = "/app"


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The places of files and of writable folders."""
    build = workload.spec.build
    if build is None:
        return
    places: list[tuple[Path, str]] = [
        (("build", "files", index, "path"), file.path) for index, file in enumerate(build.files)
    ]
    places += [(("build", "writablePaths", index), path) for index, path in enumerate(build.writable_paths)]
    for index, (path, place) in enumerate(places):
        if path[1] == "files" and _covers(place, APPLICATION):
            yield Violation(path, f"{place} would lie over {APPLICATION}, where the application is")
        for other, taken in places[:index]:
            if place == taken or (path[1] == other[1] == "files" and _overlap(place, taken)):
                related = (workload.related("the other is here", other),)
                message = f"{place} is given twice" if place == taken else f"{place} and {taken} lie in each other"
                yield Violation(path, message, related=related)


def _covers(one: str, other: str) -> bool:
    return other == one or other.startswith(f"{one}/")


def _overlap(one: str, other: str) -> bool:
    return _covers(one, other) or _covers(other, one)


RULE = Rule(
    id="workload/image-paths",
    title="What goes into an image goes to places of its own",
    severity="error",
    reason=(
        "Files are copied into the image each in a layer of its own. Of two in one place, or in each other, the order "
        "of layers decides what is there, and one in the application's place replaces what was built."
    ),
    source="docs.docker.com, Dockerfile reference (COPY --link); issue 6",
    bad=example(f"{NODE}, files: [{{source: config, path: /app}}]"),
    good=example(f"{NODE}, files: [{{source: config, path: /etc/shop}}]"),
    remedy="Give each its own place, outside the others'.",
    workload=check,
)
