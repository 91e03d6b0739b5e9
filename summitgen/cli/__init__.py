"""The command line: one file a command, each imported when it is called."""

from __future__ import annotations

import os
import sys
import traceback

import click

from summitgen.cli.exits import BUG, INTERRUPTED, NO_READER
from summitgen.cli.root import root

__all__ = ["root", "run"]


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code (see summitgen.cli.exits); never raises but for SystemExit."""
    try:
        # Not root.main(): it answers a closed pipe with 1, which here means drift.
        with root.make_context("summitgen", list(arguments)) as context:
            code = root.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:  # --help, --version
        return done.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("summitgen: interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # What is left goes to nobody, so that the interpreter's end is silent too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER
    except Exception as bug:  # noqa: BLE001 - the last resort: a user gets a sentence, not a traceback
        _report(bug, verbose=not {"--verbose", "-v"}.isdisjoint(arguments))
        return BUG
    return code if isinstance(code, int) else 0


def _report(bug: Exception, *, verbose: bool) -> None:
    if verbose:
        traceback.print_exception(bug)
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
    said = " ".join(str(bug).split())[:200]
    hint = "" if verbose else " (--verbose shows it)"
    click.echo(f"summitgen: this is a bug in summitgen: {type(bug).__name__} in {where}: {said}", err=True)
    click.echo(f"Please report it with the specs that lead to it, and the traceback{hint}.", err=True)
