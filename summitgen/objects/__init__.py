"""Kubernetes objects, each defined once: a module's ``OBJECTS`` are found by walking this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.objects.tree import ObjectTree


def discover() -> tuple[ObjectTree, ...]:
    """The object trees of all modules of this package, by file, order and id.

    Raises ValueError where two have one id.
    """
    found: dict[str, ObjectTree] = {}
    for module in sorted(module.name for module in iter_modules(__path__)):
        objects: tuple[ObjectTree, ...] = getattr(import_module(f"{__name__}.{module}"), "OBJECTS", ())
        for each in objects:
            if found.setdefault(each.id, each) is not each:
                raise ValueError(f"two objects have the id {each.id}")
    return tuple(sorted(found.values(), key=lambda each: (each.file, each.order, each.id)))
