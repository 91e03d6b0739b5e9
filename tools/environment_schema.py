"""Generates schemas/environment.schema.json from the model; ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.model.json_schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str]) -> int:
    """Write the schema, or with ``--check`` say whether it differs; 1 where it does."""
    file = ROOT / "schemas/environment.schema.json"
    wanted = schema_text()
    if file.exists() and file.read_text("utf-8") == wanted:
        return 0
    if "--check" in arguments:
        print(f"{file.relative_to(ROOT)} is not what the model generates: run `make schemas`")
        return 1
    file.write_text(wanted, "utf-8", newline="")
    print(f"{file.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
