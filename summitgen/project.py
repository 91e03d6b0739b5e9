"""The configuration of a project: ``summitgen.yaml`` in its root folder.

project: summit              # the name of the chart; required
environments: environments   # the folder of the specs
out: out                     # the folder that summitgen writes
place:                       # what must also live elsewhere: paths below out/, folders with "/" at their end
  github/workflows/: .github/workflows/
singleFiles:                 # what kubectl applies by itself: a workload under another name, in out/k8s/deployments/
  - {file: canary.yaml, environment: prod, workload: api, strategy: canary, name: api-rollout}
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.artifacts import Project
from summitgen.findings import Finding, Place, error, ordered
from summitgen.stages.dns import LABEL_WORDS, is_dns_label
from summitgen.stages.load import load_file
from summitgen.stages.places import KEY, read_places
from summitgen.stages.single_files import KEY as SINGLE_FILES
from summitgen.stages.single_files import read_single_files
from summitgen.suggest import did_you_mean, one_of
from summitgen.syntax import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.syntax import Entry

CONFIGURATION = "summitgen.yaml"
_KEYS = ("project", "environments", "out", KEY, SINGLE_FILES)
_FOLDERS = ("environments", "out")


def find_project(start: Path | None) -> tuple[Project | None, tuple[Finding, ...]]:
    """The project of a folder (None: the working directory): the nearest ``summitgen.yaml`` in it or above it.

    Without one, or with a mistake in it, there is no project and at least one error.
    """
    try:
        folder = Path.cwd() if start is None else start.absolute()
    except OSError:
        message = "the working directory is not there any more"
        return None, (error("project/missing", message, "Change to a folder that is there."),)
    if start is not None and not start.is_dir():
        return None, (error("project/missing", f"{start} is not a folder", "Name the folder of a project."),)
    for root in (folder, *folder.parents):
        if (root / CONFIGURATION).is_file():
            return read_project(root)
    return None, (_missing(folder),)


def read_project(root: Path) -> tuple[Project | None, tuple[Finding, ...]]:
    """The project whose ``summitgen.yaml`` lies in a folder."""
    tree, findings = load_file(Project(root, ""), CONFIGURATION)
    if tree is None:
        return None, findings
    problems = ordered((*_unknown(tree), *_name(tree), *_folders(tree)))
    if problems:
        return None, problems
    name = _text(tree, "project", "")
    folders = {key: _folder(_text(tree, key, key)) for key in _FOLDERS}
    project = Project(root, name, folders["environments"] or "", folders["out"] or "")
    destinations, misplaced = read_places(tree, project)
    single_files, mistakes = read_single_files(tree)
    if misplaced or mistakes:
        return None, ordered((*misplaced, *mistakes))
    return replace(project, destinations=destinations, single_files=single_files), ()


def _missing(folder: Path) -> Finding:
    message = f"there is no {CONFIGURATION} in {folder} or above it"
    remedy = (
        f"Write {CONFIGURATION} in the root of the project, with these lines:\n"
        "project: my-project\nenvironments: environments\nout: out"
    )
    return error("project/missing", message, remedy)


def _unknown(tree: Mapping) -> Iterable[Finding]:
    for key, entry in tree.entries.items():
        if key not in _KEYS:
            message = f'the key "{key}" is not known here{did_you_mean(key, _KEYS)}'
            yield error("project/unknown-key", message, f"The keys are {one_of(_KEYS)}.", entry.place)


def _name(tree: Mapping) -> Iterable[Finding]:
    entry = tree.entries.get("project")
    if entry is None:
        yield error("project/name", 'the key "project" is missing', "Write `project: my-project`.", tree.place)
    elif (name := _string(entry)) is None or not is_dns_label(name):
        message = f"this can't be the name of a project: {LABEL_WORDS} are allowed"
        yield error("project/name", message, "Write `project: my-project`.", _place(entry))


def _folders(tree: Mapping) -> Iterable[Finding]:
    for key in _FOLDERS:
        entry = tree.entries.get(key)
        if entry is not None and _folder(_string(entry) or "") is None:
            message = f"`{key}` is the relative path of a folder below the project's root, with '/' and without '..'"
            yield error("project/folder", message, f"Write `{key}: {key}`.", _place(entry))
    folders = [_folder(_text(tree, key, key)) for key in _FOLDERS]
    if None not in folders and _nested(*(f"{folder}/" for folder in folders)):
        entry = tree.entries.get("out") or tree.entries["environments"]
        message = f"environments ({folders[0]}) and out ({folders[1]}) have to be two folders, neither inside the other"
        yield error("project/folder", message, "Give each a folder of its own.", _place(entry))


def _nested(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _folder(path: str) -> str | None:
    """The normal form of a folder's path, or None for one that is not allowed."""
    normal = posixpath.normpath(path)
    parts = path.split("/")
    if not path or path.startswith("/") or "\\" in path or ".." in parts or normal in (".", CONFIGURATION):
        return None
    return normal


def _string(entry: Entry) -> str | None:
    value = entry.value
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else None


def _text(tree: Mapping, key: str, default: str) -> str:
    entry = tree.entries.get(key)
    return default if entry is None else _string(entry) or ""


def _place(entry: Entry) -> Place:
    return entry.place if isinstance(entry.value, Mapping | Sequence) else entry.value.place
