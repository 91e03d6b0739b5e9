"""An environment after loading, resolving and validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.model.environment import Environment
    from summitgen.syntax import Mapping


@dataclass(frozen=True, slots=True)
class ResolvedEnvironment:
    """A valid spec with the tree it was read from; ``name`` is the file's stem."""

    name: str
    file: str
    tree: Mapping
    spec: Environment
