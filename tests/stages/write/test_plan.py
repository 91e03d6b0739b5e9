"""Plan and render: owners, paths, selections, bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summitgen.artifacts import Artifact, PlannedArtifact, Project
from summitgen.stages.plan import Plan, plan
from summitgen.stages.render import render
from summitgen.stages.selection import Selection
from summitgen.stages.verify import verify
from summitgen.values.compilation import Compilation, EnvironmentValues, WorkloadValues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.findings import Finding

COMPILATION = Compilation(
    Project(Path("/project"), "shop"),
    (WorkloadValues("dev", "web", {}), WorkloadValues("prod", "api", {}), WorkloadValues("prod", "web", {})),
    (EnvironmentValues("dev", {}), EnvironmentValues("prod", {})),
    {},
    {},
)


@dataclass(frozen=True)
class Target:
    id: str
    paths: Callable[[Compilation], Iterable[str]]
    description: str = "a target of the tests"

    def plan(self, compilation: Compilation) -> list[PlannedArtifact]:
        return [PlannedArtifact(path, self.id, lambda path=path: f"{path}\n") for path in self.paths(compilation)]  # type: ignore[misc]


def _manifests(compilation: Compilation) -> list[str]:
    return [f"out/k8s/{values.environment}/{values.workload}.yaml" for values in compilation.workloads]


def _chart(compilation: Compilation) -> list[str]:
    return [
        "out/helm/Chart.yaml",
        *(f"out/helm/values/{values.environment}.yaml" for values in compilation.environments),
    ]


TARGETS = (Target("chart", _chart), Target("manifests", _manifests))
ALL = {*_manifests(COMPILATION), *_chart(COMPILATION)}


def _plan(selection: Selection, *targets: Target) -> tuple[Plan, tuple[Finding, ...]]:
    return plan(COMPILATION, targets or TARGETS, selection)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ALL),
        (Selection(targets=("chart",)), set(_chart(COMPILATION))),
        (Selection(targets=("chart", "manifests")), ALL),
        (
            Selection(environments=("prod",)),
            {"out/helm/Chart.yaml", "out/helm/values/prod.yaml", "out/k8s/prod/api.yaml", "out/k8s/prod/web.yaml"},
        ),
        (Selection(("manifests",), ("dev",)), {"out/k8s/dev/web.yaml"}),
        (Selection(environments=("dev", "prod")), ALL),
    ],
)
def test_a_selection_plans_its_part_and_knows_the_rest(selection: Selection, expected: set[str]) -> None:
    planned, findings = _plan(selection)
    assert not findings
    assert [artifact.path for artifact in planned.artifacts] == sorted(expected)
    assert planned.scope.others == ALL - expected
    assert planned.scope.selection == selection


@pytest.mark.parametrize(
    ("selection", "messages"),
    [
        (Selection(targets=("chrat",)), ["there is no target 'chrat'; there are: chart, manifests"]),
        (Selection(environments=("pord",)), ["there is no environment 'pord'; there are: dev, prod"]),
        (
            Selection(("x", "chart"), ("y",)),
            [
                "there is no target 'x'; there are: chart, manifests",
                "there is no environment 'y'; there are: dev, prod",
            ],
        ),
    ],
)
def test_an_unknown_name_lists_what_there_is(selection: Selection, messages: list[str]) -> None:
    planned, findings = _plan(selection)
    assert not planned.artifacts and [finding.message for finding in findings] == messages


def test_two_owners_of_a_path_are_refused() -> None:
    twice = (Target("one", lambda _: ["out/a", "out/b"]), Target("two", lambda _: ["out/a"]))
    _, findings = _plan(Selection(), *twice)
    assert [(finding.id, finding.message) for finding in findings] == [
        ("plan/two-owners", "out/a has two owners (one and two); a path has one")
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["../x"], "plan/path"),
        (["/x"], "plan/path"),
        (["elsewhere/x"], "plan/path"),
        (["out"], "plan/path"),
        (["out/../x"], "plan/path"),
        (["out/./x"], "plan/path"),
        (["out//x"], "plan/path"),
        (["out/x/"], "plan/path"),
        (["out/x\n"], "plan/path"),
        (["out/a\\b"], "plan/path"),
        (["out/" + "ü" * 128], "plan/path"),
        (["out/manifest.json"], "plan/path"),
        (["out/Web.yaml", "out/web.yaml"], "plan/collision"),
        (["out/Web/a.yaml", "out/web/b.yaml"], "plan/collision"),
        (["out/stra\u00dfe", "out/STRASSE"], "plan/collision"),
        (["out/caf\u00e9", "out/cafe\u0301"], "plan/collision"),
        (["out/a", "out/a/b"], "plan/collision"),
        (["out/a/b/c", "out/A"], "plan/collision"),
        (["out/a/b", "out/a/c", "out/ab", "out/" + "x" * 255], None),
    ],
)
def test_a_path_exists_on_every_file_system_and_inside_the_output_folder(
    paths: list[str], expected: str | None
) -> None:
    _, findings = _plan(Selection(), Target("one", lambda _: paths))
    assert [finding.id for finding in findings] == ([expected] if expected else [])


def test_verification_runs_the_checks_for_each_environments_kubernetes() -> None:
    service = (
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n"
        "spec:\n  ports:\n    - port: eighty\n"
    )
    compilation = replace(COMPILATION, kubernetes_versions={"dev": "1.34", "prod": "1.34"})
    artifacts = (
        Artifact("out/k8s/dev/web/broken.yaml", "manifests", b"a: [\n"),
        Artifact("out/k8s/prod/web/service.yaml", "manifests", service.encode()),
    )
    findings = {(finding.id, finding.place and finding.place.file) for finding in verify(compilation, artifacts)}
    assert ("check/parse", "out/k8s/dev/web/broken.yaml") in findings
    assert ("check/kubernetes-schema", "out/k8s/prod/web/service.yaml") in findings
    assert verify(compilation, ()) == ()


def test_rendering_encodes_what_the_plan_says() -> None:
    planned = (PlannedArtifact("out/a", "t", lambda: "ü\r\n"), PlannedArtifact("out/b", "t", lambda: "", 0o755))
    rendered = [(a.path, a.target, a.content, a.mode) for a in render(planned)]
    assert rendered == [("out/a", "t", b"\xc3\xbc\r\n", 0o644), ("out/b", "t", b"", 0o755)]
