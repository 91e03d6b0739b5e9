"""``summitgen`` and ``python -m summitgen``."""

from __future__ import annotations

import io
import os
import sys

from summitgen import unchanged


def main() -> int:
    """Run the command line and return its exit code; where nothing changed ``check`` answers before it is loaded."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character gets an escape, not a traceback
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:]
    if asked := unchanged.request(arguments):
        folder, quiet = asked
        if found := unchanged.up_to_date(folder):
            return _say("" if quiet else f"{found[0]}/ is up to date ({found[1]} files)\n")
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    import gc

    # A run is short and makes hardly any reference cycles; to look for them takes a third of a large build's time,
    # and at the interpreter's end a tenth of a small one's.
    gc.disable()
    from summitgen.cli import run

    try:
        return run(arguments)
    finally:
        gc.freeze()
        gc.enable()


def _say(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has gone; without this the interpreter complains when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
