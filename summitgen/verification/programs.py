"""Where the tools' programs are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "SUMMITGEN_TOOLS"
SEARCHED = f"the folders of {VARIABLE}, beside the Python interpreter, and PATH"


def find(name: str, environ: Mapping[str, str]) -> Path | None:
    """A program's absolute path, or None: the first in the folders that are searched, in the order of ``SEARCHED``.

    Relative folders are left out: a program must not depend on where summitgen is called.
    """
    folders = [
        *environ.get(VARIABLE, "").split(os.pathsep),
        str(Path(sys.executable).parent),
        *environ.get("PATH", "").split(os.pathsep),
    ]
    searched = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())
    found = shutil.which(name, path=searched) if searched else None
    return Path(found) if found else None
