"""Verify: the checks over the rendered bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks import run_checks

if TYPE_CHECKING:
    from summitgen.artifacts import Artifact
    from summitgen.findings import Finding
    from summitgen.values.compilation import Compilation


def verify(compilation: Compilation, artifacts: tuple[Artifact, ...]) -> tuple[Finding, ...]:
    """What the checks find in the artifacts, each environment's judged by its own Kubernetes version.

    Copies aren't looked at: their bytes are the originals', and an object that is there twice would be a mistake.
    """
    originals = tuple(artifact for artifact in artifacts if not artifact.copy_of)
    return tuple(run_checks(originals, compilation.kubernetes_versions))
