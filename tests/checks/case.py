"""A case of a check: a folder of rendered files and ``expected.txt``, the findings to the letter (empty: none).

Files at the top are manifests of the workload ``app`` in ``prod``; those in ``_environment`` are the environment's own,
those in ``_other`` are of the environment ``staging``, and those below ``out`` keep their path and belong to other
targets. ``kubernetes-version.txt`` is the environments' version; without it that is 1.34.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.artifacts import Artifact
from summitgen.checks import discover, run_checks

if TYPE_CHECKING:
    from summitgen.findings import Finding

CASES = Path(__file__).parent / "cases"
_FOLDERS = {"_environment": "out/k8s/prod/_environment", "_other": "out/k8s/staging/app", ".": "out/k8s/prod/app"}


def artifacts(folder: Path) -> tuple[Artifact, ...]:
    """The rendered files of a case."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt")
    return tuple(_artifact(path, path.relative_to(folder)) for path in files)


def findings(folder: Path) -> tuple[Finding, ...]:
    """What the check that the folder belongs to finds in it."""
    version = folder / "kubernetes-version.txt"
    minor = version.read_text("utf-8").strip() if version.exists() else "1.34"
    checks = tuple(check for check in discover() if check.id == f"check/{folder.parent.name}")
    assert len(checks) == 1
    return run_checks(artifacts(folder), {"prod": minor, "staging": minor}, checks)


def _artifact(path: Path, relative: Path) -> Artifact:
    if relative.parts[0] == "out":
        target = "chart" if relative.parts[1] == "helm" else "other"
        return Artifact(relative.as_posix(), target, path.read_bytes())
    folder = _FOLDERS[relative.parent.as_posix()]
    return Artifact(f"{folder}/{relative.name}", "manifests", path.read_bytes())


def transcript(found: tuple[Finding, ...]) -> str:
    """Findings as ``expected.txt`` holds them."""
    return "".join(
        f"{_place(one)}: {one.severity} {one.id}\n  {one.message}\n  remedy: {one.remedy}\n" for one in found
    )


def _place(one: Finding) -> str:
    return ":".join(map(str, one.place or ("-",)))
