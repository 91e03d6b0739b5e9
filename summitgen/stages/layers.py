"""Which files an environment is made of, in the order in which they are laid over each other."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from summitgen.findings import Finding, Related, error
from summitgen.stages.extends import Reference, references
from summitgen.suggest import did_you_mean

if TYPE_CHECKING:
    from summitgen.stages.load import Loaded

LONGEST = 32
"""How many files may extend each other in a row."""

Order = tuple[str, ...]


def orders(loaded: Loaded) -> tuple[dict[str, Order], tuple[Finding, ...]]:
    """For each file, the files that make it up, the undermost first and each once; and what is wrong with ``extends``.

    A file that rests on one that is missing, broken or in a cycle has no order.
    """
    finder = _Finder(loaded)
    found = {file: finder.order(file) for file in loaded.files}
    return {file: order for file, order in found.items() if order is not None}, tuple(finder.findings)


class _Finder:
    """A walk through what the files of a project extend."""

    def __init__(self, loaded: Loaded) -> None:
        self.findings: list[Finding] = []
        self._references: dict[str, tuple[Reference, ...]] = {}
        self._faulty: set[str] = set()
        for file, tree in loaded.files.items():
            found, problems = references(tree)
            missing = [reference for reference in found if not _exists(reference, loaded)]
            self._references[file] = found
            self.findings.extend((*problems, *(_missing(reference, loaded) for reference in missing)))
            if problems:
                self._faulty.add(file)

    def order(self, file: str) -> Order | None:
        """The files that make up a file, or None if one of them can't be had."""
        done: dict[str, None] = {}
        return tuple(done) if self._visit(file, (), done) else None

    def _visit(self, file: str, trail: tuple[Reference, ...], done: dict[str, None]) -> bool:
        """Note a file after all that it extends; ``trail`` are the references that lead to it."""
        if file in done:
            return True
        before = [reference.place.file for reference in trail]
        if file in before:
            self.findings.append(_cycle(trail[before.index(file) :]))
            return False
        if file not in self._references:
            return False
        if len(trail) == LONGEST:
            self.findings.append(_too_long(trail[0]))
            return False
        usable = [self._visit(reference.file, (*trail, reference), done) for reference in self._references[file]]
        done[file] = None
        return all(usable) and file not in self._faulty


def _exists(reference: Reference, loaded: Loaded) -> bool:
    return reference.file in loaded.files or reference.file in loaded.broken


def _missing(reference: Reference, loaded: Loaded) -> Finding:
    folder = posixpath.dirname(reference.place.file) or "."
    others = {*loaded.files, *loaded.broken} - {reference.place.file}
    # Compared as the user writes them: the folders that all have in common would make any two names alike.
    hint = did_you_mean(posixpath.relpath(reference.file, folder), (posixpath.relpath(one, folder) for one in others))
    message = f"{reference.file}, which this file extends, is not there{hint}"
    remedy = f"Create it, or correct the path; it is relative to {reference.place.file}."
    return error("resolve/extends-missing", message, remedy, reference.place)


def _cycle(cycle: tuple[Reference, ...]) -> Finding:
    """The finding for a cycle, the same from wherever the walk came into it: it begins with the first file by name."""
    first = min(range(len(cycle)), key=lambda index: cycle[index].place.file)
    turned = (*cycle[first:], *cycle[:first])
    files = [reference.place.file for reference in turned]
    message = f"these files extend each other in a circle: {' -> '.join((*files, files[0]))}"
    related = [Related(f"{step.place.file} extends {step.file}", step.place) for step in turned[1:]]
    remedy = "Take one `extends` out; move what both need to a file that extends neither."
    return error("resolve/cycle", message, remedy, turned[0].place, *related)


def _too_long(first: Reference) -> Finding:
    message = f"more than {LONGEST} files extend each other in a row from here"
    return error("resolve/extends-depth", message, "Merge some of the files.", first.place)
