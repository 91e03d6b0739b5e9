"""Golden cases of the resolver: a folder each, with environments, and the findings and trees that they have to give.

A tree is shown a line a scalar: its path, its value, where it comes from, and what it replaced.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summitgen import report
from summitgen.artifacts import Project
from summitgen.stages.load import load
from summitgen.stages.resolve import ResolvedTree, resolve
from summitgen.syntax import Node, Scalar, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.findings import Place

CASES = Path(__file__).parent / "cases"


def place(at: Place) -> str:
    return f"{at.file.removeprefix('environments/')}:{at.line}:{at.column}"


def history(node: Node | None) -> Iterator[str]:
    while node is not None:
        value = repr(node.value) if isinstance(node, Scalar) else type(node).__name__.lower()
        yield f"{value} ({place(node.place)})"
        node = node.overrides


def shown(resolved: ResolvedTree) -> Iterator[str]:
    yield f"{resolved.name} ({resolved.file})"
    for path, node in scalars(resolved.tree):
        yield f"  {'.'.join(map(str, path))} = {' over '.join(history(node))}"
    for key, entry in resolved.tree.entries.items():
        yield f"  key {key} ({place(entry.place)}): {' over '.join(history(entry.value))}"


def outcome(root: Path) -> str:
    loaded = load(Project(root, "case"))
    trees, findings = resolve(loaded)
    text = report.text((*loaded.findings, *findings), lambda file: (root / file).read_text(encoding="utf-8"))
    return "\n".join([text, *(line for tree in trees for line in shown(tree))]) + "\n"


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_outcome(name: str) -> None:
    assert outcome(CASES / name) == (CASES / name / "expected.txt").read_text(encoding="utf-8")
