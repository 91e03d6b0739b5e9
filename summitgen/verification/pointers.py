"""Where the value that a JSON pointer names stands in a YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def locate(text: str, pointer: str, is_meant: Callable[[Any], bool] = lambda _: True) -> tuple[int, int]:
    """Line and column (from 1) of the value, or of its nearest ancestor, in the first document that is meant.

    (1, 1) where the text is no YAML.
    """
    import yaml

    from summitgen.checks import _positions

    try:
        documents = list(yaml.load_all(text, yaml.CSafeLoader))
    except yaml.YAMLError:
        return _positions.START
    index = next((number for number, document in enumerate(documents) if is_meant(document)), 0)
    steps = tuple(_step(step) for step in pointer.split("/")[1:])
    return _positions.locate(text, index, steps)


def _step(text: str) -> str | int:
    step = text.replace("~1", "/").replace("~0", "~")
    return int(step) if step.isascii() and step.isdigit() else step
