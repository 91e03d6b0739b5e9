"""Runs the programs that building needs, and finds those of tools/images."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.images.builder.results import BuilderError
from tools import golang, install

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VARIABLE = "SUMMITGEN_IMAGE_TOOLS"


def tools(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of buildkitd and the like: the one that SUMMITGEN_IMAGE_TOOLS names, else that of `make image-tools`.

    Raises BuilderError where they aren't there.
    """
    names = install.programs((install.IMAGES / "go.mod").read_text())
    if named := environ.get(VARIABLE):
        folder = Path(named)
    else:
        try:
            folder = install.locate(install.IMAGES, environ)[1]
        except golang.GoMissingError as missing:
            raise BuilderError(str(missing)) from missing
    if not install.complete(folder, names):
        raise BuilderError(f"{folder} lacks some of {', '.join(names)}: run `make image-tools`")
    return folder


def call(
    *command: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    text: str | None = None,
) -> str:
    """What a program prints on standard output; raises BuilderError with the end of its messages when it fails."""
    try:
        done = subprocess.run(
            command,
            env=None if environment is None else {**os.environ, **environment},
            cwd=folder,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise BuilderError(f"{command[0]} can't be run: {error.strerror}") from error
    if done.returncode:
        raise BuilderError(f"{_shown(command)} ended with {done.returncode}:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def needed(*names: str) -> None:
    """Raise BuilderError unless all these programs are on PATH; it names all that are missing."""
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        raise BuilderError(f"building images needs {', '.join(missing)} on PATH: apt-get install them")


def _shown(command: Sequence[str | Path]) -> str:
    words = [str(word) for word in command]
    return " ".join([Path(words[0]).name, *words[1:]])[:200]
