"""Every mistake a program can make in Summit's specs is a finding at the line and column of the file that gave it.

Each required key is deleted, each key of the model misspelt, each scalar and node given a wrong kind: in the
resolved tree, whose nodes keep the places of base.yaml and of the environment's own file. A scalar is pointed at
itself, a map or list at the key that names it.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from summitgen.cli import run
from summitgen.findings import has_errors
from summitgen.model.environment import Environment
from summitgen.printers.yaml import emit
from summitgen.project import read_project
from summitgen.stages.load import load
from summitgen.stages.resolve import ResolvedTree, resolve
from summitgen.stages.validate import validate
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence, place_of, to_data
from tests.support import summit
from tests.support.spec_walk import Path as SpecPath
from tests.support.spec_walk import model_nodes, nodes, replaced

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.findings import Finding

NAMES = ("dev", "prod", "staging")


def tree_of(name: str) -> Mapping:
    """The resolved tree of an environment."""
    return next(tree.tree for tree in summit.trees() if tree.name == name)


def findings_of(tree: Node) -> tuple[Finding, ...]:
    """What validation says of a tree: the model's findings, without the rules (the model refuses first)."""
    assert isinstance(tree, Mapping)
    compilation, findings = validate(summit.project(), (ResolvedTree("prod", "environments/prod.yaml", tree),))
    assert compilation is None
    return findings


def dotted(path: SpecPath) -> str:
    """A path as a person writes it."""
    return ".".join(map(str, path))


def required(name: str) -> list[SpecPath]:
    """Every key of the tree that its model needs."""
    return [
        (*found.path, field.alias)
        for found in model_nodes(Environment, tree_of(name))
        for field in found.model.model_fields.values()
        if field.is_required() and field.alias is not None
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_required_key_deleted(name: str) -> None:
    tree, wrong = tree_of(name), []
    for path in required(name):
        findings = findings_of(replaced(tree, path, None))
        expected = place_of(tree, path[:-1])
        if not any(f.place == expected and str(path[-1]) in f.message for f in findings):
            wrong.append((dotted(path), expected, findings))
    assert len(required(name)) > 100
    assert not wrong, wrong[:3]


@pytest.mark.parametrize("name", NAMES)
def test_each_model_key_misspelt(name: str) -> None:
    tree, wrong, count = tree_of(name), [], 0
    for found in model_nodes(Environment, tree):
        for key, entry in found.node.entries.items():
            count += 1
            misspelt = Entry(f"{key}x", entry.place, entry.value)
            findings = findings_of(replaced(tree, (*found.path, key), misspelt))
            if not any(f.place == entry.place and f"{key}x" in f.message for f in findings):
                wrong.append((dotted((*found.path, key)), entry.place, findings))
    assert count > 500
    assert not wrong, wrong[:3]


@pytest.mark.parametrize("name", NAMES)
def test_each_node_of_a_wrong_kind(name: str) -> None:
    tree, wrong, count = tree_of(name), [], 0
    for path, node in nodes(tree):
        if not path:
            continue
        place = node.place
        kinds: list[Node] = [Mapping({"x": Entry("x", place, Scalar(1, "1", place))}, place)]
        kinds.append(Sequence([Scalar(1, "1", place)], place) if isinstance(node, Scalar) else Scalar("x", "x", place))
        for kind in kinds[0 if isinstance(node, Scalar | Sequence) else 1 :]:
            count += 1
            mistaken = replaced(tree, path, kind)
            expected, findings = place_of(mistaken, path), findings_of(mistaken)
            if not any(f.place == expected for f in findings):
                wrong.append((dotted(path), kind, expected, findings))
    assert count > 1000
    assert not wrong, wrong[:3]


def mistaken_projects(name: str) -> list[tuple[str, Node]]:
    """A sample of the trees above, each with a mistake."""
    tree = tree_of(name)
    deleted = [(f"without {dotted(path)}", replaced(tree, path, None)) for path in required(name)[::23]]
    wrong = [
        (f"{dotted(path)} of a wrong kind", replaced(tree, path, Sequence([], node.place)))
        for path, node in list(nodes(tree))[7::61]
        if isinstance(node, Scalar)
    ]
    return deleted + wrong


def test_the_command_ends_with_2_and_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    specs = mistaken_projects("prod")
    assert len(specs) > 15
    (tmp_path / "environments").mkdir()
    (tmp_path / "summitgen.yaml").write_text("---\nproject: summit\n", encoding="utf-8")
    for what, tree in specs:
        text = emit([to_data(tree)])
        (tmp_path / "environments/prod.yaml").write_text(text, encoding="utf-8")
        code = run(["validate", "--project", str(tmp_path)])
        shown = "".join(capsys.readouterr())
        assert code == 2, (what, shown)
        assert "environments/prod.yaml:" in shown, (what, shown)
        assert "Traceback" not in shown


@pytest.mark.parametrize("file", ["base.yaml", "prod.yaml"])
def test_any_line_left_out_or_repeated_is_understood_or_refused(tmp_path: Path, file: str) -> None:
    shutil.copytree(summit.ROOT / "environments", tmp_path / "environments")
    shutil.copy(summit.ROOT / "summitgen.yaml", tmp_path)
    project, _ = read_project(tmp_path)
    assert project is not None
    spec = tmp_path / "environments" / file
    lines = spec.read_text("utf-8").splitlines(keepends=True)
    refused = 0
    for number in range(len(lines)):
        for kept in ([], [lines[number]] * 2):
            spec.write_text("".join([*lines[:number], *kept, *lines[number + 1 :]]), "utf-8")
            loaded = load(project)
            resolved, conflicts = resolve(loaded)
            compilation, findings = validate(project, resolved)
            everything = (*loaded.findings, *conflicts, *findings)
            refused += has_errors(everything)
            assert compilation is not None or has_errors(everything)
            assert all(finding.place for finding in everything)
    assert refused > len(lines) / 2
