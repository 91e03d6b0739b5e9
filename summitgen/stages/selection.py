"""What part of a project a build speaks for: everything, some targets, some environments."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Selection:
    """The targets and environments that a build is restricted to; an empty tuple means all of them."""

    targets: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.targets or self.environments)

    def covers(self, path: str, target: str) -> bool:
        """Whether a file of ``target`` that is generated no more may be pruned by a build of this selection.

        The manifest doesn't say to which environment a file belonged, so that one is taken for an environment's
        where a component of its path names the environment.
        """
        if self.targets and target not in self.targets:
            return False
        names = {name.partition(".")[0] for name in path.split("/")}
        return not self.environments or not names.isdisjoint(self.environments)


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Scope:
    """A selection, and the paths that are planned but not selected: such a build leaves them alone."""

    selection: Selection = EVERYTHING
    others: frozenset[str] = field(default_factory=frozenset)


WHOLE = Scope()
