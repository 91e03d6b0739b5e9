"""Targets: families of outputs. Each module's (or package's) ``TARGET`` is found by walking this folder."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.artifacts import PlannedArtifact
    from summitgen.values.compilation import Compilation


@dataclass(frozen=True, slots=True)
class Target:
    """A family of outputs: its id (``--only ID``), what it is for, and the artifacts that it owns."""

    id: str
    description: str
    plan: Callable[[Compilation], Iterable[PlannedArtifact]]


def discover() -> tuple[Target, ...]:
    """The targets of all modules of this package, by id; ValueError where two have one id."""
    found: dict[str, Target] = {}
    for module in sorted(module.name for module in iter_modules(__path__)):
        target: Target | None = getattr(import_module(f"{__name__}.{module}"), "TARGET", None)
        if target is not None and found.setdefault(target.id, target) is not target:
            raise ValueError(f"two targets have the id {target.id}")
    return tuple(found[name] for name in sorted(found))
