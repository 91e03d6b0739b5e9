"""The generated files of an earlier state: of a commit, read from git's objects without a checkout, or of a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from summitgen.findings import Finding, error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitgen.artifacts import Project

_REMEDY = (
    "Name a commit, branch or tag that is in this clone (a shallow one may lack it), or the folder of a project or of "
    "its output."
)


class GitError(Exception):
    """git is not there, or refused what it was asked; the message is git's own."""


def earlier_files(project: Project, source: str) -> Mapping[str, bytes] | Finding:
    """The regular files of the output by their path in it; what git knows as a commit goes before a folder."""
    try:
        commit = _git(project.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{source}^{{commit}}")
        return _of_commit(project, commit.decode("ascii").strip())
    except (GitError, ValueError) as problem:
        refusal = str(problem)
    folder = Path(source)
    if not source or "\0" in source or not folder.is_dir():
        why = f": {refusal}" if refusal else ""
        message = f"{source!r} is neither a commit that git knows here nor a folder{why}"
        return error("changes/unknown-source", message, _REMEDY)
    inner = folder / project.out
    return _of_folder(inner if inner.is_dir() else folder)


def _of_folder(folder: Path) -> Mapping[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _of_commit(project: Project, commit: str) -> Mapping[str, bytes]:
    top = os.fsdecode(_git(project.root, "rev-parse", "--show-prefix").removesuffix(b"\n"))
    folder = f"{top}{project.out}/"
    listed = _git(project.root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", folder)
    blobs: dict[str, str] = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _, path = entry.partition(b"\t")
        mode, _, digest = about.decode("ascii").split(" ")
        # Neither symbolic links nor submodules are ever generated.
        if mode.startswith("100"):
            blobs[os.fsdecode(path).removeprefix(folder)] = digest
    return dict(zip(blobs, _contents(project.root, list(blobs.values())), strict=True))


def _contents(root: Path, digests: list[str]) -> list[bytes]:
    """The blobs in their order; git gets digests alone, so that no path can be taken for anything else."""
    answer = _git(root, "cat-file", "--batch", given="".join(f"{one}\n" for one in digests).encode())
    contents, at = [], 0
    for _ in digests:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split(b" ")[2])
        contents.append(answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return contents


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ["git", "--no-pager", "--literal-pathspecs", "-C", str(root), *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
    except OSError as problem:
        raise GitError(f"git can't be run: {problem.strerror}") from problem
    if done.returncode:
        raise GitError(" ".join(done.stderr.decode("utf-8", "replace").split()))
    return done.stdout
