"""Draws docs/run.svg, the README's picture: what a person sees who edits a spec of Summit wrongly, then rightly."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 118
EDITS = (("minAvailable: 2", "minAvailable: 3"), ("minAvailable: 3", "minAvailable: 1"))
COMMANDS = (("check", 0), ("diff --stat", 1), ("build", 1))


def main() -> int:
    """Copy the project, run the commands in a terminal of its own, and write the picture."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as scratch, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        project = Path(scratch) / "summit"
        for name in ("environments", "out"):
            shutil.copytree(ROOT / name, project / name)
        shutil.copy(ROOT / "summitgen.yaml", project)
        spec, edited = project / "environments/prod.yaml", -1
        for command, edit in COMMANDS:
            while edited < edit:
                edited += 1
                old, new = EDITS[edited]
                spec.write_text(spec.read_text("utf-8").replace(old, new), "utf-8")
                console.print(Text(f"# environments/prod.yaml: {old} becomes {new}", style="dim"))
            console.print(Text(f"$ summitgen {command}", style="bold"))
            console.print(Text.from_ansi(shown(command.split(), project)))
        svg = console.export_svg(title="summitgen", unique_id="summitgen-run")
    # The font would be fetched from elsewhere; a monospace font of the reader's does as well.
    svg = re.sub(r"@font-face \{.*?\}\n?", "", svg, flags=re.DOTALL)
    (ROOT / "docs/run.svg").write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", "utf-8")
    return 0


def shown(arguments: list[str], folder: Path) -> str:
    """What a command prints on a terminal."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "summitgen", *arguments],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=follower, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    parts = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the terminal's other end was closed
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(leader)
    return b"".join(parts).decode().replace("\r\n", "\n")


if __name__ == "__main__":
    sys.exit(main())
