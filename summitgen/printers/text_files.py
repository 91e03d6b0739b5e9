"""Reading templates: a file that can't be read or is no UTF-8 is a mistake in it, at a line."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinja2 import BaseLoader


def loader(folders: Sequence[Path]) -> BaseLoader:
    """A loader of Jinja's that looks for a template in these folders, in their order."""
    from jinja2 import FunctionLoader, TemplateNotFound, TemplateSyntaxError
    from jinja2.loaders import split_template_path

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        for folder in folders:
            file = folder.joinpath(*split_template_path(name))
            if not os.path.isfile(file):  # noqa: PTH113 (a path with a NUL raises in pathlib)
                continue
            try:
                content = file.read_bytes()
            except OSError as error:
                raise TemplateSyntaxError(f"it can't be read: {error.strerror}", 1, name, str(file)) from error
            try:
                return content.decode(), str(file), partial(_unchanged, file, content)
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                raise TemplateSyntaxError("it is not UTF-8", line, name, str(file)) from error
        raise TemplateNotFound(name)

    return FunctionLoader(load)


def references(name: str, folders: Sequence[Path]) -> frozenset[str | None]:
    """The templates that one refers to by name; None stands for a name that is computed.

    Raises jinja2's TemplateNotFound and, for a template that is not well-formed, TemplateSyntaxError.
    """
    from jinja2 import Environment, meta

    environment = Environment(autoescape=False)
    source, file, _ = loader(folders).get_source(environment, name)
    return frozenset(meta.find_referenced_templates(environment.parse(source, name, file)))


def _unchanged(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False
