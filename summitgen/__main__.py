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
    from summitgen.cli import run

    return run(arguments)


def _say(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has gone; without this the interpreter complains when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
