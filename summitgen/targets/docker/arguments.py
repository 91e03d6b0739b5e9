"""Build arguments: which of them the installation of dependencies is given, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitgen.model.build import Build


def split_arguments(build: Build, prefix: str) -> dict[str, list[dict[str, Any]]]:
    """``manager_arguments`` whose names begin with ``prefix``, which the package manager reads, and the other
    ``arguments``, which come late: a new value of them doesn't install again.
    """
    made = [{"name": argument.name, "value": argument.value} for argument in build.arguments]
    return {
        "manager_arguments": [argument for argument in made if argument["name"].startswith(prefix)],
        "arguments": [argument for argument in made if not argument["name"].startswith(prefix)],
    }
