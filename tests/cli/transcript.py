"""Transcripts: what a user types and sees, as text files that are golden cases.

A line that begins with ``$ `` is a command; what follows, up to the next, is what it prints: standard output, then
standard error behind ``! ``, then ``[n]`` for an exit code other than 0. Commands are ``summitgen …``,
``write FILE TEXT`` (with ``\\n`` for line ends), ``remove FILE``, ``cat FILE`` and ``cd FOLDER``.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.__main__ import main

if TYPE_CHECKING:
    import pytest

CONFIGURATION = "project: shop\n"
BASE = "workloads:\n  web: one\n"
SPECS = {
    "base.yaml": BASE,
    "dev.yaml": "extends: base.yaml\n",
    "prod.yaml": "extends: base.yaml\nworkloads:\n  api: two\n",
}


def make_project(root: Path) -> None:
    """A project of two environments, with three files in out/ and the manifest."""
    (root / "environments").mkdir(parents=True)
    (root / "summitgen.yaml").write_text(CONFIGURATION)
    for name, text in SPECS.items():
        (root / "environments" / name).write_text(text)


def replay(script: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the commands of a transcript in the working directory; returns the transcript as it is now."""
    commands = [line[2:] for line in script.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_run(command, capsys, monkeypatch)}" for command in commands)


def _run(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    name, *arguments = shlex.split(command)
    if name == "summitgen":
        monkeypatch.setattr(sys, "argv", ["summitgen", *arguments])
        code = main()
        out, err = capsys.readouterr()
        here = str(Path.cwd())
        shown = out + "".join(f"! {line}\n".replace("! \n", "!\n") for line in err.splitlines())
        shown = re.sub(r" +[0-9.]+ ms", " <time>", shown.replace(here, "<here>"))
        return shown + (f"[{code}]\n" if code else "")
    path = Path(arguments[0])
    if name == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(arguments[1].replace("\\n", "\n"))
    elif name == "remove":
        path.unlink()
    elif name == "cat":
        return path.read_text()
    elif name == "cd":
        os.chdir(path)
    else:
        raise AssertionError(name)
    return ""
