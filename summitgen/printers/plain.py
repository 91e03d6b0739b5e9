"""The plain printer: object trees, compiled once to functions, evaluated over one values tree after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitgen.printers.conditions import Scope, condition
from summitgen.printers.evaluation import Extend, item, only_when, repeat
from summitgen.printers.paths import PathError
from summitgen.printers.traversal import condition_in_loop, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.objects.tree import ObjectTree


@dataclass(frozen=True, slots=True)
class _Object:
    id: str
    file: str
    extend: Extend


class PlainPrinter:
    """Prints object trees as plain objects; the trees are compiled once and printed for many values trees."""

    def __init__(self, trees: Iterable[ObjectTree]) -> None:
        """Compile the trees; TypeError or ValueError for a tree that is made wrongly."""
        self._trees = tuple(in_order(trees))
        self._objects = tuple(_object(each) for each in self._trees)

    def print(self, values: dict[str, Any]) -> dict[str, list[Any]]:
        """The objects of each file that has any, in the order of the trees; for reading only, they share parts.

        Raises PathError where a tree refers to a value that isn't there or is null, TypeError where a text is made
        of anything but strings and integers: bugs of a tree or of the values, noted with the object's id.
        """
        files: dict[str, list[Any]] = {}
        scope: Scope = dict(values.items())
        for each in self._objects:
            try:
                each.extend(scope, files.setdefault(each.file, []))
            except (PathError, TypeError) as error:
                error.add_note(f"in the object {each.id}")
                raise
        return {file: objects for file, objects in files.items() if objects}


def _object(source: ObjectTree) -> _Object:
    extend = item(source.tree)
    holds = condition(source.when) if source.when is not None else None
    if source.each is None:
        return _Object(source.id, source.file, only_when(holds, extend) if holds else extend)
    if holds and condition_in_loop(source):
        return _Object(source.id, source.file, repeat(*source.each, only_when(holds, extend)))
    # What there is to loop over may be there only where the condition holds, so it is asked first.
    extend = repeat(*source.each, extend)
    return _Object(source.id, source.file, only_when(holds, extend) if holds else extend)
