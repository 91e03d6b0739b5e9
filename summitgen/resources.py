"""Where the files that travel with the package are: templates and JSON schemas.

A wheel carries them in ``summitgen/_data``, a checkout (and an editable install of one) beside the package.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Resource: TypeAlias = Literal["schemas", "templates"]

_PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib imports re: see location)


def location(name: Resource) -> str:
    """The folder of a resource as a string, for the no-change path, which can't afford to import pathlib.

    Raises FileNotFoundError when neither the wheel's nor the checkout's folder is there: a broken installation.
    """
    return _find(_PACKAGE, name)


def path(name: Resource) -> Path:
    """The folder of a resource; raises FileNotFoundError as ``location`` does."""
    from pathlib import Path

    return Path(location(name))


def _find(package: str, name: str) -> str:
    candidates = (
        os.path.join(package, "_data", name),  # noqa: PTH118
        os.path.join(os.path.dirname(package), name),  # noqa: PTH118, PTH120
    )
    for candidate in candidates:
        if os.path.isdir(candidate):  # noqa: PTH112
            return candidate
    places = " or ".join(candidates)
    raise FileNotFoundError(f"summitgen's {name} are missing: expected in {places}; install the package again")
