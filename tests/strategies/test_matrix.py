"""Every pair of what a spec can say of delivery: refused with the right rule, or accepted by all judges."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.artifacts import Project
from summitgen.findings import has_errors
from summitgen.objects import discover as discover_objects
from summitgen.rules import discover, run_rules
from summitgen.stages.plan import plan
from summitgen.stages.render import render
from summitgen.stages.validate import compile_view
from summitgen.stages.verify import verify
from summitgen.targets.manifests import TARGET
from tests.printers.rendering import by_charts, by_plain
from tests.rules.project import NAME, view_of_data
from tests.strategies.matrix import (
    BLUE_GREEN,
    CANARY,
    NAMES,
    STANDARD,
    Row,
    completion,
    environment_of,
    pairs_of,
    refusals,
    rows,
    spec_of,
    specs,
)
from tests.summit.test_judges import KUBECONFORM, run
from tests.support.compilation import rule_findings
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.artifacts import Artifact
    from summitgen.rules.view import ProjectView
    from summitgen.values.compilation import Compilation

ACCEPTED = tuple(specs())
LEAST = 200
SHARES = 4
TREES = [tree for tree in discover_objects() if tree.scope == "workload"]


def errors(row: Row) -> frozenset[str]:
    return frozenset(found.id for found in rule_findings(spec_of(row)) if has_errors([found]))


def view() -> ProjectView:
    """All accepted rows as workloads, environments of one mesh and router each (a Gateway takes 64 hosts)."""
    named: dict[str, list[tuple[str, Row]]] = {}
    for number, spec in enumerate(ACCEPTED):
        key = f"{spec.row.mesh}-{spec.row.router}-{number // 60}".lower()
        named.setdefault(key, []).append((spec.name, spec.row))
    return view_of_data(**{key: environment_of(listed, f"shop-{key}") for key, listed in named.items()})


@pytest.fixture(scope="module")
def compilation() -> Compilation:
    return compile_view(Project(Path("unused"), NAME), view())


@pytest.fixture(scope="module")
def artifacts(compilation: Compilation) -> tuple[Artifact, ...]:
    planned, findings = plan(compilation, [TARGET])
    assert not findings
    return render(planned.artifacts)


@pytest.fixture(scope="module")
def folder(artifacts: Sequence[Artifact], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("matrix")
    for artifact in artifacts:
        path = root / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    return root


def test_the_matrix_is_large_enough_and_has_both_kinds() -> None:
    assert len(ACCEPTED) >= LEAST
    assert len({spec.row for spec in ACCEPTED}) == len(ACCEPTED)
    assert len(rows()) - len(ACCEPTED) >= LEAST // 2


@pytest.mark.parametrize("parameters", [CANARY, BLUE_GREEN, STANDARD], ids=lambda one: one["strategy"][0])
def test_every_pair_that_may_stand_together_is_accepted_somewhere(parameters: dict[str, list[str]]) -> None:
    covered = {pair for spec in ACCEPTED for pair in pairs_of(spec.row)}
    tried = {pair for row in rows() for pair in pairs_of(row)}
    for one, other in combinations(NAMES, 2):
        for pair in product([(one, value) for value in parameters[one]], [(other, v) for v in parameters[other]]):
            assert pair in tried
            assert pair in covered or completion(parameters, dict(pair)) is None


def test_rules_refuse_what_cannot_work_and_nothing_else() -> None:
    differing = {row: (errors(row), refusals(row)) for row in rows() if errors(row) != refusals(row)}
    assert differing == {}


def test_together_they_break_no_rule() -> None:
    found = [one for one in run_rules(view(), discover()) if has_errors([one])]
    assert found == []


def test_checks_find_nothing(compilation: Compilation, artifacts: tuple[Artifact, ...]) -> None:
    """Schemas of Kubernetes and of the custom resources, references, PromQL, and the restricted standard."""
    assert verify(compilation, artifacts) == ()


def test_kubeconform_finds_nothing(folder: Path) -> None:
    done = run(tool("kubeconform"), *KUBECONFORM, folder / "out/k8s")
    assert done.returncode == 0, done.stdout
    assert "Invalid: 0, Errors: 0, Skipped: 0" in done.stdout
    assert int(done.stdout.split(" resources")[0].rsplit(" ", 1)[-1]) > LEAST * 6


def test_rollouts_lint_finds_nothing(folder: Path) -> None:
    linted = 0
    for environment in sorted((folder / "out/k8s").iterdir()):
        texts = [file.read_text("utf-8") for file in sorted(environment.glob("*/*.yaml"))]
        together = folder / f"{environment.name}.yaml"
        together.write_text("".join(texts), "utf-8")
        done = run(tool("kubectl-argo-rollouts"), "lint", "--filename", together)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), environment.name
        linted += together.read_text("utf-8").count("kind: Rollout\nmetadata")
    assert linted == sum(spec.row.strategy != "standard" for spec in ACCEPTED)


def test_rollouts_lint_can_fail(folder: Path) -> None:
    texts = [file.read_text("utf-8") for file in sorted((folder / "out/k8s").glob("*-gatewayapi-*/*/rollout.yaml"))]
    broken = folder / "broken.yaml"
    broken.write_text("".join(texts).replace("name: beta", "name: alpha", 1), "utf-8")
    assert run(tool("kubectl-argo-rollouts"), "lint", "--filename", broken).returncode == 1


@pytest.mark.parametrize("share", range(SHARES))
def test_helm_renders_the_plain_manifests(compilation: Compilation, tmp_path: Path, share: int) -> None:
    cases: list[dict[str, Any]] = [dict(one.values) for one in compilation.workloads[share::SHARES]]
    assert len(cases) >= LEAST // SHARES
    assert by_charts(tmp_path, TREES, cases) == by_plain(TREES, cases)
