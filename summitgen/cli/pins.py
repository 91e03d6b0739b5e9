"""``summitgen pins``: what is pinned, do workflows say so, and take newer ones over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summitgen.cli.conduct import Answer, conduct
from summitgen.cli.exits import CLEAN, DRIFT, MISTAKE
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.findings import Finding
    from summitgen.stages.pins import Pin
    from summitgen.stages.pins_update import Edit

_WORKFLOWS = ".github/workflows"
_MADE = "github/workflows"


@click.group("pins", short_help="What is pinned, and do workflows say so?")
def command() -> None:
    """List, verify and update what the specs pin: actions by commit, base images by digest.

    \b
    Examples:
      summitgen pins list
      summitgen pins verify
      summitgen pins update --from .github/workflows/optimized-deployment.yml
    """


@command.command("list", short_help="What is pinned, and where?")
@common
def list_pins(call: Call) -> int:
    """List each pin with the file and line of the spec that gives it."""
    return conduct(call, lambda project, _: _list(project))


@command.command("verify", short_help="Do workflows say what the table says?")
@common
def verify_pins(call: Call) -> int:
    """Hold every `uses:` to the table: the commit, and that the comment's version is that commit's.

    Reads the generated workflows and those in .github/workflows, changes nothing. Exits with 1 where one differs.
    """
    return conduct(call, lambda project, _: _verify(project))


@command.command("update", short_help="Take newer pins over from a file.")
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A workflow that a bot has bumped, or a spec file with pins.",
)
@common
def update_pins(call: Call, source: Path) -> int:
    """Write the pins of a file into the specs, where the older ones stand; `summitgen build` then follows.

    Nothing but the versions and commits changes: comments, order and layout stay. What the specs don't pin is left
    alone.
    """
    return conduct(call, lambda project, _: _update(project, source))


def _read(project: Project) -> tuple[tuple[Pin, ...], tuple[Finding, ...]]:
    from summitgen.stages.load import load
    from summitgen.stages.pins import pins
    from summitgen.stages.resolve import resolve

    loaded = load(project)
    trees, unresolved = resolve(loaded)
    return pins(tree.tree for tree in trees), (*loaded.findings, *unresolved)


def _list(project: Project) -> Answer:
    from summitgen.findings import has_errors

    found, findings = _read(project)
    if has_errors(findings):
        return Answer(MISTAKE, findings)
    rows = [
        (pin.name, pin.use, pin.version.text, pin.digest.text, f"{pin.place.file}:{pin.place.line}") for pin in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    text = "".join(f"{line}\n" for line in lines) or "nothing is pinned\n"
    return Answer(CLEAN, findings, text, matters=True, result={"pins": [_data(pin) for pin in found]})


def _verify(project: Project) -> Answer:
    from summitgen.findings import has_errors
    from summitgen.stages.pins_verify import verify_pins

    found, findings = _read(project)
    if has_errors(findings):
        return Answer(MISTAKE, findings)
    files = _workflows(project)
    differing = verify_pins(found, files)
    number = sum(pin.kind == "action" for pin in found)
    text = f"{number} actions are pinned; {len(files)} workflows were held to them\n"
    code = DRIFT if has_errors(differing) else CLEAN
    return Answer(code, (*findings, *differing), text, result={"workflows": sorted(files)})


def _update(project: Project, source: Path) -> Answer:
    from summitgen.findings import has_errors
    from summitgen.stages.pins_update import by_file, edited
    from summitgen.stages.stage import write_file

    found, findings = _read(project)
    if has_errors(findings):
        return Answer(MISTAKE, findings)
    edits, mistakes = _newer(project, source, found)
    if has_errors(mistakes):
        return Answer(MISTAKE, (*findings, *mistakes))
    texts = {
        file: edited((project.root / file).read_text(encoding="utf-8"), own) for file, own in by_file(edits).items()
    }
    for file, text in texts.items():
        path = project.root / file
        aside = path.with_name(f".{path.name}.new")
        write_file(str(aside), text.encode(), path.stat().st_mode & 0o777)
        aside.replace(path)
    lines = [f"  {one.scalar.place.file}:{one.scalar.place.line}  {one.scalar.text} -> {one.text}\n" for one in edits]
    head = "updated the pins; run `summitgen build`\n" if edits else "the specs have these pins already\n"
    changed = {"changed": sorted(texts)}
    return Answer(CLEAN, findings, f"{''.join(lines)}{head}", matters=bool(edits), result=changed)


def _newer(project: Project, source: Path, found: tuple[Pin, ...]) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """The edits by a file: a spec file with pins of its own, or a workflow."""
    from summitgen.stages.load import load_file
    from summitgen.stages.pins import pins
    from summitgen.stages.pins_update import newer, newer_in_table

    absolute = source.resolve()
    inside = absolute.is_relative_to(project.root.resolve())
    name = absolute.relative_to(project.root.resolve()).as_posix() if inside else source.as_posix()
    tree, _ = load_file(replace(project, root=absolute.parent), absolute.name)
    if tree is not None and (given := pins([tree])):
        return newer_in_table(given, found), ()
    return newer(name, absolute.read_bytes(), found)


def _workflows(project: Project) -> dict[str, bytes]:
    folders = (f"{project.out}/{_MADE}", _WORKFLOWS)
    files = (file for folder in folders for file in sorted((project.root / folder).glob("*.y*ml")) if file.is_file())
    return {file.relative_to(project.root).as_posix(): file.read_bytes() for file in files}


def _data(pin: Pin) -> dict[str, object]:
    file, line, column = pin.place
    known = {"kind": pin.kind, "name": pin.name, "use": pin.use or None, "version": pin.version.text}
    return {**known, "digest": pin.digest.text, "file": file, "line": line, "column": column}
