"""``values.yaml`` with its documentation, and the values files, which hold only what differs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.artifacts import HEADER
from summitgen.printers.schema import properties
from summitgen.printers.values_difference import difference
from summitgen.printers.yaml import body, emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.syntax import Data


def default_values(defaults: dict[str, Data], schema: dict[str, Any]) -> str:
    """The text of ``values.yaml``: each key below a comment with its documentation."""
    documentation = {each.path: each.description for each in properties(schema)}
    parts = [f"{_comment(documentation.get(key, ''))}{body({key: value})}" for key, value in defaults.items()]
    return f"# {HEADER}\n---\n" + "\n".join(parts)


def values_file(defaults: dict[str, Data], values: dict[str, Data], about: str) -> Callable[[], str]:
    """What renders the file of values that differ from the defaults; ``about`` says whose they are."""
    header = f"# {HEADER}\n# Where {about} differs from values.yaml; a null deletes a default.\n"
    return lambda: emit([difference(defaults, values)], header=header)


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
