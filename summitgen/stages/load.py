"""The first stage: from the spec files of a project to syntax trees in which every key and value has its place.

A file of the environments folder is an environment if its name ends in ``.yaml``, is not ``base.yaml``, does not begin
with ``_`` or ``.``, and no other file extends it. The environment's name is the file's, without ``.yaml``.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, error, has_errors, ordered, warning
from summitgen.stages.dns import LABEL_WORDS, is_dns_label
from summitgen.stages.extends import references
from summitgen.stages.files import read, unreadable
from summitgen.syntax import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import Project

RESERVED = frozenset(("deployments",))
"""Names that an environment can't have, since out/ has folders of these names beside the environments'."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The spec files of a project: by their path, the trees of the environments' files and of all that they extend.

    ``environments`` are pairs of name and file, sorted by name, with or without a tree; ``broken`` are files that exist
    and have no tree because of a finding.
    """

    files: dict[str, Mapping]
    environments: tuple[tuple[str, str], ...]
    broken: frozenset[str]
    findings: tuple[Finding, ...]


def load_file(project: Project, path: str) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """The tree of one file (``path`` is relative to the project, with ``/``); without one, at least one error."""
    data = read(project.root, path)
    if isinstance(data, Finding):
        return None, (data,)
    # The no-change path asks for a project's configuration without reading YAML.
    from summitgen.stages.yaml_text import decode
    from summitgen.stages.yaml_tree import parse

    text, findings = decode(path, data)
    if text is None:
        return None, findings
    root, problems = parse(path, text)
    findings = ordered((*findings, *problems))
    if has_errors(findings):
        return None, findings
    return (root, findings) if isinstance(root, Mapping) else (None, (_not_a_map(path, root is None),))


def load(project: Project) -> Loaded:
    """The trees of all environments and of what they extend, and everything that is wrong with the files themselves."""
    listed = _listed(project)
    if isinstance(listed, Finding):
        return Loaded({}, (), frozenset(), (listed,))
    candidates = [name for name in listed if _may_be_spec(name)]
    files, findings = _load_all(project, [posixpath.join(project.environments, name) for name in candidates])
    extended = _extended(files)
    environments = tuple(
        (name.removesuffix(".yaml"), file)
        for name in candidates
        if not name.startswith("_")
        and name != "base.yaml"
        and (file := posixpath.join(project.environments, name)) not in extended
    )
    findings = [*findings, *_names(project, listed, environments)]
    trees = {file: tree for file, tree in sorted(files.items()) if tree is not None}
    broken = frozenset(file for file, tree in files.items() if tree is None)
    return Loaded(trees, environments, broken, ordered(findings))


def _load_all(project: Project, files: Iterable[str]) -> tuple[dict[str, Mapping | None], list[Finding]]:
    """The trees of files and of all that they extend; files that are extended and missing are left to the resolver."""
    trees: dict[str, Mapping | None] = {}
    findings: list[Finding] = []
    waiting = list(files)
    needed = frozenset(waiting)
    while waiting:
        file = waiting.pop()
        tree, problems = load_file(project, file)
        if file not in needed and [problem.id for problem in problems] == ["load/missing"]:
            continue
        trees[file] = tree
        findings.extend(problems)
        if tree is not None:
            further = dict.fromkeys(reference.file for reference in references(tree)[0])
            waiting.extend(found for found in further if found not in trees and found not in waiting)
    return trees, findings


def _extended(files: dict[str, Mapping | None]) -> frozenset[str]:
    trees = ((file, tree) for file, tree in files.items() if tree is not None)
    return frozenset(
        reference.file for file, tree in trees for reference in references(tree)[0] if reference.file != file
    )


def _listed(project: Project) -> list[str] | Finding:
    try:
        return sorted(path.name for path in (project.root / project.environments).iterdir())
    except OSError as problem:
        return unreadable(project.environments, problem)


def _may_be_spec(name: str) -> bool:
    return name.endswith(".yaml") and not name.startswith(".")


def _names(project: Project, listed: Iterable[str], environments: tuple[tuple[str, str], ...]) -> Iterable[Finding]:
    folder = project.environments
    for name in listed:
        if name.endswith(".yml") and not name.startswith("."):
            message = f"{name} is not read: spec files end in .yaml"
            remedy = f"Rename it to {name.removesuffix('.yml')}.yaml."
            yield warning("load/extension", message, remedy, Place(posixpath.join(folder, name), 1, 1))
    for name, file in environments:
        if name in RESERVED:
            message = f'"{name}" is reserved and can\'t be the name of an environment'
            yield error("load/environment-name", message, "Give the file another name.", Place(file, 1, 1))
        elif not is_dns_label(name):
            message = f'"{name}" can\'t be the name of an environment: {LABEL_WORDS} are allowed'
            yield error("load/environment-name", message, "Rename the file.", Place(file, 1, 1))
    if not any(_may_be_spec(name) and name != "base.yaml" and not name.startswith("_") for name in listed):
        message = f"there is no environment in {folder}"
        yield error("load/no-environments", message, f"Write {folder}/dev.yaml, with `extends: base.yaml`.")


def _not_a_map(file: str, empty: bool) -> Finding:
    remedy = "Write `key: value` lines, beginning with `extends: base.yaml` if it extends another file."
    rule, message = ("load/empty", "this file is empty") if empty else ("load/not-a-map", "this file is not a map")
    return error(rule, f"{message}; a spec is a map of keys and values", remedy, Place(file, 1, 1))
