"""``place:`` of ``summitgen.yaml``: where artifacts must live besides the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.artifacts import Destination
from summitgen.findings import Finding, Place, error
from summitgen.stages.containment import copy_problem, name_problem
from summitgen.syntax import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.artifacts import Project
    from summitgen.syntax import Entry

KEY = "place"
_ID = "project/place"
_EXAMPLE = "place:\n  github/workflows/: .github/workflows/\n  docker/web/Dockerfile: web/Dockerfile"
_REMEDY = f"Write pairs of paths, such as:\n{_EXAMPLE}"


def read_places(tree: Mapping, project: Project) -> tuple[tuple[Destination, ...], tuple[Finding, ...]]:
    """The entries of ``place:`` by their artifacts' paths, and what is wrong with them."""
    entry = tree.entries.get(KEY)
    if entry is None:
        return (), ()
    if not isinstance(entry.value, Mapping):
        message = f"`{KEY}` is a map from paths below {project.out}/ to where these files must also live"
        return (), (error(_ID, message, _REMEDY, entry.place),)
    destinations: list[Destination] = []
    findings: list[Finding] = []
    for name in sorted(entry.value.entries):
        pair = entry.value.entries[name]
        if problems := tuple(_problems(pair, project)):
            findings.extend(problems)
        else:
            destinations.append(Destination(name, _text(pair), pair.place))
    return tuple(destinations), tuple(findings)


def _problems(pair: Entry, project: Project) -> Iterator[Finding]:
    path, at = _text(pair), _place(pair)
    if problem := _source_problem(pair.key):
        message = f"{pair.key!r} {problem}; a key is a path below {project.out}/"
        yield error(_ID, message, _REMEDY, pair.place)
    if not path:
        message = "this can't be where a file lives: it must be a path relative to the project"
        yield error(_ID, message, _REMEDY, at)
    elif pair.key.endswith("/") != path.endswith("/"):
        message = "a folder goes to a folder and a file to a file: both paths end with '/', or neither does"
        yield error(_ID, message, _REMEDY, at)
    elif problem := _destination_problem(path, project):
        message = f"nothing can be placed at {path!r}: it {problem}"
        yield error(_ID, message, "Name a path inside the project that nothing else uses.", at)


def _source_problem(name: str) -> str | None:
    if set("*?[") & set(name):
        return "has a pattern's character, and patterns are not read: name a folder, with '/' at its end"
    return name_problem(name.removesuffix("/"))


def _destination_problem(path: str, project: Project) -> str | None:
    """A folder is judged by a file in it, since it may well hold what summitgen uses itself."""
    return copy_problem(f"{path}_" if path.endswith("/") else path, project)


def _text(pair: Entry) -> str:
    value = pair.value
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else ""


def _place(pair: Entry) -> Place:
    return pair.value.place if isinstance(pair.value, Scalar) else pair.place
