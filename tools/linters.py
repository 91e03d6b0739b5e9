"""Gives the same forty mistakes to other linters and to summitgen, and writes docs/what-linters-see.md.

Each mistake is a folder of ``tests/linters/mistakes``: manifests as somebody writes them, wrong and right, and the same
as a spec where a spec can say it. A linter notices a mistake when it finds something in the wrong one that it does
not find in the right one: what it finds in both is no news. Run ``python -m tools.linters``; it builds kube-score into
a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.artifacts import Project
from summitgen.pipeline import compile_project
from tools import golang, install

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[1]
MISTAKES = ROOT / "tests/linters/mistakes"
PAGE = ROOT / "docs/what-linters-see.md"
KUBE_SCORE = "github.com/zegl/kube-score/cmd/kube-score@v1.20.0"
IMPOSSIBLE = "can't be written"

Finding = frozenset[str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: its number in the list of rules, what it is, and the folder of its files."""

    number: int
    title: str
    folder: Path


def mistakes() -> tuple[Mistake, ...]:
    """All mistakes, by number."""
    folders = sorted(path.parent for path in MISTAKES.glob("*/title.txt"))
    return tuple(
        Mistake(int(folder.name[:2]), (folder / "title.txt").read_text("utf-8").strip(), folder) for folder in folders
    )


def kubeconform(program: Path) -> Callable[[Path], Finding]:
    """Schemas of Kubernetes and of the CRDs, strictly."""
    kind, version = "{{ .ResourceKind }}", "{{ slice .NormalizedKubernetesVersion 0 5 }}"
    locations = (
        *("-schema-location", f"{ROOT}/schemas/kubernetes/{version}/{kind}{{{{ .KindSuffix }}}}.json"),
        *("-schema-location", f"{ROOT}/schemas/crds/{{{{ .Group }}}}/{kind}_{{{{ .ResourceAPIVersion }}}}.json"),
    )

    def judge(file: Path) -> Finding:
        options = ("-strict", "-kubernetes-version", "1.34.0", "-output", "json")
        found = json.loads(_output(program, *options, *locations, file)).get("resources") or []
        return frozenset(f"{one['kind']} {one['name']}: {one['msg']}" for one in found)

    return judge


def rollouts_lint(program: Path) -> Callable[[Path], Finding]:
    """``kubectl argo rollouts lint``."""
    return lambda file: frozenset(_output(program, "lint", "-f", file).splitlines())


def helm_lint(program: Path) -> Callable[[Path], Finding]:
    """``helm lint --strict`` of a chart of this one file; braces are escaped, as its author would have to."""

    def judge(file: Path) -> Finding:
        chart = file.parent / "chart"
        (chart / "templates").mkdir(parents=True, exist_ok=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\nicon: https://example.com/i\n")
        (chart / "values.yaml").write_text("{}\n")
        text = file.read_text("utf-8").replace("{{", '{{ "{{" }}')
        (chart / "templates/objects.yaml").write_text(text, "utf-8")
        return frozenset(_output(program, "lint", "--strict", chart).splitlines())

    return judge


def kube_score(program: Path) -> Callable[[Path], Finding]:
    """``kube-score score``: what gets less than the best grade."""

    def judge(file: Path) -> Finding:
        # It says null of a file in which it knows no kind.
        objects = json.loads(_output(program, "score", "-o", "json", file)) or []
        return frozenset(
            f"{one['object_name']} {check['check']['id']} {check['comments']}"
            for one in objects
            for check in one["checks"]
            if not check["skipped"] and check["grade"] < 10
        )

    return judge


def summitgen(spec: Path) -> Finding:
    """The ids of what summitgen finds in a project of this one environment."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "environments").mkdir()
        (root / "summitgen.yaml").write_text("---\nproject: shop\n", "utf-8")
        (root / "environments/prod.yaml").write_bytes(spec.read_bytes())
        return frozenset(one.id for one in compile_project(Project(root, "shop")).findings)


def noticed(judge: Callable[[Path], Finding], mistake: Mistake) -> bool:
    """Whether something is found in the wrong manifests that is not found in the right ones."""
    found = []
    for which in ("wrong", "right"):
        with tempfile.TemporaryDirectory() as folder:
            # The same name for both, since messages have it; the folder's name is taken out of them.
            file = Path(folder) / "objects.yaml"
            file.write_bytes((mistake.folder / f"{which}.yaml").read_bytes())
            found.append({line.replace(folder, "") for line in judge(file)})
    return bool(found[0] - found[1])


def verdict(mistake: Mistake) -> str:
    """What summitgen says of the mistake: the ids of its findings, ``no``, or that no spec can say it."""
    wrong = mistake.folder / "spec-wrong.yaml"
    if not wrong.exists():
        return IMPOSSIBLE
    ids = summitgen(wrong) - summitgen(mistake.folder / "spec-right.yaml")
    return ", ".join(f"`{one}`" for one in sorted(ids)) or "no"


def judges(folder: Path) -> dict[str, Callable[[Path], Finding]]:
    """The linters that ``make tools`` builds, by their name in the table."""
    return {
        "kubeconform": kubeconform(folder / "kubeconform"),
        "rollouts lint": rollouts_lint(folder / "kubectl-argo-rollouts"),
        "helm lint": helm_lint(folder / "helm"),
    }


def page(columns: dict[str, Callable[[Path], Finding]]) -> str:
    """The page: how it was made, the table, and the sums."""
    rows, sums, own = [], dict.fromkeys(columns, 0), []
    for mistake in mistakes():
        seen = {name: noticed(judge, mistake) for name, judge in columns.items()}
        own.append(verdict(mistake))
        for name, hit in seen.items():
            sums[name] += hit
        cells = " | ".join("yes" if hit else "-" for hit in seen.values())
        rows.append(f"| {mistake.number} | {mistake.title} | {cells} | {own[-1]} |")
    impossible = own.count(IMPOSSIBLE)
    found = f"{len(own) - impossible - own.count('no')} found, {impossible} {IMPOSSIBLE}"
    return "\n".join((
        "# What the other linters see", "",
        "Forty mistakes in progressive delivery, one for each of the [rules](rules/coverage.md), written as plain",
        "manifests (`tests/linters/mistakes`) and given to the linters that people run. Yes means that the linter",
        "finds something in the wrong manifests that it doesn't find in the right ones; what it finds in both is",
        "no news. For summitgen the same mistake stands in a spec: the table has the ids of what it finds, or says",
        "that no spec can say it (then [coverage.md](rules/coverage.md) names the test that shows it). `python -m",
        "tools.linters` makes this page.",
        "",
        f"| | mistake | {' | '.join(columns)} | summitgen |",
        "| --- | --- |" + " --- |" * (len(columns) + 1),
        *rows,
        f"| | **noticed, of {len(rows)}** | {' | '.join(map(str, sums.values()))} | {found} |", "",
        "The list is that of summitgen's own rules, so its column shows that each is held, not that it knows",
        "everything. kubeconform sees types and keys, strictly and with the schemas of the CRDs. `kubectl argo",
        "rollouts lint` knows the Rollout and the Services and routes of its file, and passes over",
        "AnalysisTemplates. kube-score (v1.20.0) knows Kubernetes' own kinds and not the Rollout, so it doesn't",
        "look at the pods of one. helm lint sees whether the chart renders to YAML. Each of them finds other",
        "things that are not in this list.",
        "",
    ))  # fmt: skip


def _output(program: Path, *arguments: object) -> str:
    command = [str(program), *(str(argument) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    return done.stdout or done.stderr


def build_kube_score(folder: Path) -> Path:
    """kube-score of its pinned version, built into a folder; raises CalledProcessError, GoMissingError."""
    go = install.locate()[0]
    environment = {**golang.environment(os.environ), "GOBIN": str(folder)}
    subprocess.run([go.executable, "install", KUBE_SCORE], env=environment, cwd=folder, check=True)
    return folder / "kube-score"


def main(arguments: Sequence[str]) -> int:
    """Run all linters and write the page; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, help="the folder of kubeconform, helm and kubectl-argo-rollouts")
    parser.add_argument("--kube-score", type=Path, help="kube-score; left out, it is built")
    options = parser.parse_args(arguments)
    columns = judges(options.tools or install.locate()[1])
    with tempfile.TemporaryDirectory() as folder:
        columns["kube-score"] = kube_score(options.kube_score or build_kube_score(Path(folder)))
        PAGE.write_text(page(columns), "utf-8", newline="")
    print(f"{PAGE.relative_to(ROOT)} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
