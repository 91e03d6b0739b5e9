"""Checks: each proves something of the rendered bytes; one file each, found by walking this folder."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from summitgen.checks.rendered import Rendered
from summitgen.findings import ordered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.artifacts import Artifact
    from summitgen.checks.check import Check
    from summitgen.findings import Finding

_MECHANISM = frozenset(("check", "rendered"))


def discover() -> tuple[Check, ...]:
    """All checks, sorted by id; modules whose name begins with an underscore are parts of checks."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names if _is_check(name))
    return tuple(sorted((module.CHECK for module in modules), key=lambda check: check.id))


def _is_check(name: str) -> bool:
    return not name.startswith("_") and name not in _MECHANISM


def run_checks(
    artifacts: tuple[Artifact, ...],
    kubernetes_versions: Mapping[str, str],
    checks: tuple[Check, ...] | None = None,
) -> tuple[Finding, ...]:
    """What the checks (by default all) find in the artifacts, in the findings' total order.

    ``kubernetes_versions`` gives each environment's minor version ("1.34").
    """
    rendered = Rendered.of(artifacts, kubernetes_versions)
    return ordered(finding for check in checks or discover() for finding in check.run(rendered))
