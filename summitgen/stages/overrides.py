"""A project's own templates: those that no artifact of it happens to use are well-formed too, and none is misspelt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from summitgen.findings import Finding, Place, warning
from summitgen.stages.messages import shown
from summitgen.stages.render import TEMPLATES, broken
from summitgen.suggest import closest, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.artifacts import Project

_SUFFIX = ".jinja"


class _Read(NamedTuple):
    """What the templates that are taken refer to; ``anything`` where a name is computed."""

    names: frozenset[str]
    anything: bool
    findings: tuple[Finding, ...]


def override_findings(project: Project) -> tuple[Finding, ...]:
    """What is wrong with the project's templates, whatever is rendered; nothing where they are summitgen's own."""
    from summitgen import resources

    folder, packaged = project.root / TEMPLATES, resources.path("templates")
    own = sorted(_files(folder)) if folder.is_dir() and not folder.samefile(packaged) else []
    if not own:
        return ()
    known = sorted(name for name in _files(packaged) if name.endswith(_SUFFIX))
    read = _read((folder, packaged), [name for name in own if name in known])
    strays = () if read.anything else (name for name in own if name not in known and name not in read.names)
    return (*read.findings, *(found for name in strays for found in _stray(name, known, packaged)))


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder, by their paths with ``/``."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in files:
            yield os.path.relpath(os.path.join(place, file), folder).replace(os.sep, "/")  # noqa: PTH118


def _read(folders: tuple[Path, Path], names: list[str]) -> _Read:
    """The templates of these names, and those that they refer to, read but not rendered."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    from summitgen.printers.text_errors import Position
    from summitgen.printers.text_files import references

    waiting, seen, anything = list(names), set(names), False
    findings: list[Finding] = []
    while waiting:
        name = waiting.pop()
        try:
            referred = references(name, folders)
        except TemplateSyntaxError as failure:
            findings.append(broken(Position(name, failure.lineno), failure.message or "it is not well-formed"))
            continue
        except TemplateNotFound:  # told where it is rendered, since `ignore missing` allows it
            continue
        anything = anything or None in referred
        found = {one for one in referred if one is not None} - seen
        seen |= found
        waiting += sorted(found)
    return _Read(frozenset(seen), anything, tuple(findings))


def _stray(name: str, known: list[str], packaged: Path) -> Iterator[Finding]:
    """A file that no template is overridden by; folders of other things are the project's own matter."""
    at = Place(f"{TEMPLATES}/{shown(name)}", 1, 1)
    if (packaged / name).is_file():
        message = f"summitgen's {shown(name)} can't be overridden, so this file is not taken"
        yield warning("template/unknown", message, _remedy(known), at)
    elif (packaged / name.partition("/")[0]).is_dir() or closest(name, known):
        message = f"summitgen has no template {shown(name)}, and none includes it{did_you_mean(name, known)}"
        yield warning("template/unknown", message, _remedy(known), at)


def _remedy(known: list[str]) -> str:
    return f"Rename it, or delete it. These can be overridden: {', '.join(known)}."
