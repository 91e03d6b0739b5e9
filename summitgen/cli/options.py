"""The options that all commands have."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Call:
    """How a command was called: ``folder`` is where to look for the project (None: the working directory)."""

    command: str
    folder: Path | None
    quiet: bool
    verbose: bool
    output_format: str


_COMMON = (
    click.option(
        "--output-format",
        type=click.Choice(["text", "json", "github", "sarif"]),
        default="text",
        show_default=True,
        metavar="FORMAT",
        help="text; json (one document); github (annotations); sarif (for code scanning). In the last two, files that "
        "differ are findings.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="List every file, and show how long each stage took."),
    click.option("--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong."),
    click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="The project's folder, or one inside it. Default: the working directory.",
    ),
)


def common(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the common options; it gets them as a Call, in front of its own."""

    def with_call(
        context: click.Context, project: Path | None, quiet: bool, verbose: bool, output_format: str, **own: object
    ) -> int:
        return command(Call(str(context.info_name), project, quiet, verbose, output_format), **own)

    functools.update_wrapper(with_call, command)
    wrapped: Callable[..., int] = click.pass_context(with_call)
    for option in _COMMON:
        wrapped = option(wrapped)
    return wrapped
