"""The command lines that are measured; builds work on projects of their own, so that none undoes another's state."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import peer, workload
from benchmarks.stopwatch import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.artifacts import Project

CLEAN = "`summitgen build`, clean"
SAME = "`summitgen build`, nothing changed"
EDITED = "`summitgen build`, one workload edited"
CHECK = "`summitgen check`, nothing changed"
HELM = "`helm template`, one call an environment"
HELM_EACH = "`helm template`, one call a workload"
PYTHON = "`python -c pass`"
SHA256SUM = "`sha256sum` of out/"

LARGE = 50
"""With so many workloads or more one call a workload is measured once, since helm takes minutes for it."""
_REPOSITORY = Path(__file__).parent.parent
_NOT_A_USERS = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


@dataclass(frozen=True, slots=True)
class Suite:
    """The commands for one size; ``out`` is what summitgen made, ``rendered`` what helm prints by command."""

    size: int
    commands: tuple[Command, ...]
    out: Path
    rendered: dict[str, tuple[Path, ...]]


def prepare(folder: Path, size: int, programs: dict[str, Path]) -> Suite:
    """Make the projects in a new folder, and build those whose state is "nothing changed".

    ``programs`` are the paths of ``helm``, ``sha256sum``, ``sh`` and ``cp``. Raises CalledProcessError where a build
    fails.
    """
    clean, same, edited = (workload.make(folder / name / "project", size) for name in ("clean", "same", "edited"))
    for project in (clean, same, edited):
        subprocess.run(_summitgen(project, "build", "--quiet"), env=environment(_home(project)), check=True)
    helm = _helm(folder, same, size, programs["helm"])
    own = environment(folder)
    commands = (
        _measured(CLEAN, clean, "build", [_put_away(clean, programs["sh"])]),
        _measured(SAME, same, "build"),
        _measured(EDITED, edited, "build", _edits(edited, folder, programs["cp"])),
        _measured(CHECK, same, "check"),
        *helm,
        Command(PYTHON, [[sys.executable, "-c", "pass"]], own),
        Command(SHA256SUM, [[str(programs["sha256sum"]), *map(str, files(same.root / same.out))]], own),
    )
    rendered = {command.name: tuple(map(Path, command.outputs)) for command in helm}
    return Suite(size, commands, same.root / same.out, rendered)


def files(folder: Path) -> list[Path]:
    """Every file below a folder, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def environment(home: Path) -> dict[str, str]:
    """A user's environment, but for caches and helm's settings, which are below a folder."""
    kept = {key: value for key, value in os.environ.items() if key not in _NOT_A_USERS}
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
    return {**kept, **own, "PYTHONPATH": str(_REPOSITORY)}


def _helm(folder: Path, project: Project, size: int, helm: Path) -> tuple[Command, Command]:
    at_once = peer.at_once(helm, project, folder / "peer")
    one_by_one = peer.one_by_one(helm, project, size)
    own, once = environment(folder), 1 if size >= LARGE else sys.maxsize
    return (
        Command(HELM, at_once, own, outputs=_outputs(folder / "at-once", at_once)),
        Command(HELM_EACH, one_by_one, own, outputs=_outputs(folder / "one-by-one", one_by_one), rounds=once),
    )


def _outputs(folder: Path, calls: Sequence[Sequence[str]]) -> list[str]:
    folder.mkdir()
    return [str(folder / f"{number}.yaml") for number in range(len(calls))]


def _summitgen(project: Project, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "summitgen", *arguments, "--project", str(project.root)]


def _measured(name: str, project: Project, command: str, before: Sequence[Sequence[str]] = ()) -> Command:
    return Command(name, [_summitgen(project, command)], environment(_home(project)), before)


def _home(project: Project) -> Path:
    return project.root.parent


def _put_away(project: Project, sh: Path) -> list[str]:
    """Leave a project as a fresh clone has it.

    The old output is moved away, not deleted: ext4 makes files many times more slowly for minutes after thousands
    were deleted, since it does not use their inodes again so soon.
    """
    script = 'mv "$1" "$(mktemp -d "$2/old.XXXXXX")" && rm -rf "$2/cache"'
    return [str(sh), "-c", script, "sh", str(project.root / project.out), str(_home(project))]


def _edits(project: Project, folder: Path, cp: Path) -> list[list[str]]:
    """Two versions of a spec, to be copied into place by turns."""
    spec = project.root / project.environments / "prod.yaml"
    text, calls = spec.read_text("utf-8"), []
    for replicas in (21, 22):
        version = folder / f"prod-{replicas}.yaml"
        version.write_text(workload.edited(text, replicas), encoding="utf-8", newline="")
        calls.append([str(cp), str(version), str(spec)])
    return calls
