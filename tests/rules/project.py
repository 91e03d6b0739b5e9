"""Projects on disk or in memory, judged by rules as the validate stage does it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitgen.artifacts import Project
from summitgen.findings import Finding, Place, ordered
from summitgen.model.environment import Environment
from summitgen.model.resolved import ResolvedEnvironment
from summitgen.rules import discover, run_rules
from summitgen.rules.view import ProjectView, view_of
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence, to_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.rules.rule import Rule

CASES = Path(__file__).parent / "cases"
NAME = "shop"


def cases(beginning: str = "") -> list[Path]:
    """The folders of all cases whose name begins so."""
    return sorted(path.parent for path in CASES.glob(f"*/{beginning}*/environments"))


def case_id(path: Path) -> str:
    """How a case is called in a test's name."""
    return path.relative_to(CASES).as_posix()


def folder_of(rule: Rule) -> Path:
    """Where the cases of a rule are."""
    return CASES / rule.id.replace("/", "-")


def view_of_folder(root: Path) -> ProjectView:
    """The view of a project on disk, in which loader, resolver and model find nothing."""
    loaded = load(Project(root, NAME))
    trees, unresolved = resolve(loaded)
    assert (*loaded.findings, *unresolved) == ()
    specs = [(tree, Environment.model_validate(to_data(tree.tree))) for tree in trees]
    return view_of(NAME, tuple(ResolvedEnvironment(tree.name, tree.file, tree.tree, spec) for tree, spec in specs))


def view_of_data(**environments: Any) -> ProjectView:
    """The view of environments that are given as plain data; each value's column counts the values before it."""
    resolved = []
    for name, data in sorted(environments.items()):
        tree = _tree(data, iter(range(1, 1_000_000)))
        assert isinstance(tree, Mapping)
        resolved.append(ResolvedEnvironment(name, f"{name}.yaml", tree, Environment.model_validate(data)))
    return view_of(NAME, tuple(resolved))


def judge(view: ProjectView, rules: tuple[Rule, ...] | None = None) -> tuple[Finding, ...]:
    """What rules (None: all) find, in the total order of findings."""
    return ordered(run_rules(view, discover() if rules is None else rules))


def lines(findings: Iterable[Finding]) -> list[str]:
    """Findings as the cases' expected.txt has them."""
    made = []
    for one in findings:
        made.append(f"{_at(one.place)} {one.severity.value} {one.id} {one.message} | {one.remedy}")
        made.extend(f"  {_at(related.place)} {related.message}" for related in one.related)
    return made


def _at(place: Place | None) -> str:
    assert place is not None
    return f"{place.file}:{place.line}:{place.column}"


def _tree(data: Any, counter: Any) -> Node:
    place = Place("spec.yaml", 1, next(counter))
    if isinstance(data, dict):
        return Mapping({key: Entry(key, place, _tree(value, counter)) for key, value in data.items()}, place)
    if isinstance(data, list):
        return Sequence([_tree(item, counter) for item in data], place)
    return Scalar(data, str(data), place)
