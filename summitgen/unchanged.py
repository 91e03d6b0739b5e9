"""The no-change path of ``check``: prove from digests that nothing changed since this machine last compiled in full.

Standard library only, and of that what an interpreter has loaded anyway: the whole answer has to cost about what
hashing the files does. A record is kept outside git, so that nobody else's is trusted; it is written only after
a full, clean comparison. Its key is a digest of all that a compilation depends on: the project's configuration,
specs and templates, summitgen itself, its dependencies' versions and Python's. The output is hashed each time.
Any doubt at all means the full path.
"""
# ruff: noqa: PTH103, PTH105, PTH111, PTH112, PTH117, PTH118, PTH119, PTH120, PTH208
# (pathlib imports re and more: it would double the time.)

from __future__ import annotations

import os
import stat
import sys

try:
    from _blake2 import blake2b  # hashlib loads OpenSSL, which costs more than hashing a small project
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.artifacts import Artifact, Project

CONFIGURATION = "summitgen.yaml"
_FORMAT = "summitgen unchanged 2"
_FIELDS = ("key", "tree", "files", "out", "environments", "copies")
_PACKAGE = os.path.dirname(os.path.realpath(__file__))


class _DoubtError(Exception):
    """Something that can't be vouched for: a symbolic link to a folder, say."""


def request(arguments: list[str]) -> tuple[str, bool] | None:
    """The folder and the quietness that ``check`` is asked for, where it is asked for nothing else."""
    if not arguments or arguments[0] != "check":
        return None
    folder, quiet, rest = ".", False, arguments[1:]
    while rest:
        option = rest.pop(0)
        if option in {"--quiet", "-q"}:
            quiet = True
        elif option.startswith("--project="):
            folder = option[len("--project=") :]
        elif option == "--project" and rest:
            folder = rest.pop(0)
        else:
            return None
    return folder, quiet


def up_to_date(folder: str) -> tuple[str, int] | None:
    """The output folder and its number of files, if they are what the project around ``folder`` compiles to.

    None says nothing of the project: only that it takes a full compilation to know.
    """
    try:
        root = _root(folder)
        record = _read_record(root) if root else None
        if root is None or record is None or _interrupted(root):
            return None
        out, environments = record["out"], record["environments"]
        if inputs(root, environments) != record["key"]:
            return None
        digest, files = _output(root, out, record["copies"].split("\0") if record["copies"] else [])
    except (OSError, _DoubtError):
        return None
    return (out, files) if digest == record["tree"] and str(files) == record["files"] else None


def inputs(root: str, environments: str) -> str | None:
    """The digest of all that a compilation of a project depends on; None where that can't be told."""
    hasher, root = blake2b(digest_size=32), os.path.realpath(root)
    _add(hasher, "python", sys.version.encode())
    try:
        for folder in sys.path:
            if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
                names = sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))
                _add(hasher, "installed", "\0".join(names).encode("utf-8", "surrogateescape"))
        tool = _tool_folders()
        for folder in tool:
            _add_folder(hasher, folder, os.path.basename(folder))
        _add(hasher, CONFIGURATION, _read(os.path.join(root, CONFIGURATION))[0])
        for name in (environments, "templates", "schemas"):
            folder = os.path.join(root, name)
            if folder not in tool and os.path.lexists(folder):
                _add_folder(hasher, folder, name)
    except (OSError, _DoubtError):
        return None
    return hasher.hexdigest()


def remember(project: Project, key: str | None, read: Iterable[str], artifacts: Iterable[Artifact]) -> None:
    """Record that inputs of digest ``key`` compile to ``artifacts``, and that these stand in the output folder.

    ``key`` is of before the compilation; nothing is recorded if the inputs are others by now, or are unknown, or
    if a file was ``read`` outside the specs' folder. A record is a convenience: a cache that can't be written to
    is no failure.
    """
    root, out, environments = str(project.root), project.out, project.environments
    path = _record_path(os.path.realpath(root))
    if path is None or key is None or not all(file.startswith(f"{environments}/") for file in read):
        return
    if inputs(root, environments) != key:
        return
    hasher, files, copies = blake2b(digest_size=32), 0, []
    for artifact in sorted(artifacts, key=lambda artifact: artifact.path):
        _add(hasher, artifact.path, artifact.content, executable=bool(artifact.mode & stat.S_IXUSR))
        files += 1
        if artifact.copy_of:
            copies.append(artifact.path)
    values = (key, hasher.hexdigest(), str(files), out, environments, "\0".join(copies))
    body = "".join(f"{line}\n" for line in (_FORMAT, *map(" ".join, zip(_FIELDS, values, strict=True))))
    _write_record(path, body)


def _root(folder: str) -> str | None:
    if not os.path.isdir(folder):
        return None
    root = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(root, CONFIGURATION)):
        root, below = os.path.dirname(root), root
        if root == below:
            return None
    return root


def _interrupted(root: str) -> bool:
    return any(os.path.lexists(os.path.join(root, ".summitgen", name)) for name in ("journal", "undo"))


def _tool_folders() -> list[str]:
    """Where summitgen itself is; in a checkout its schemas and templates lie beside the package."""
    if os.path.isdir(os.path.join(_PACKAGE, "_data")):
        return [_PACKAGE]
    beside = (os.path.join(os.path.dirname(_PACKAGE), name) for name in ("schemas", "templates"))
    return [_PACKAGE, *filter(os.path.isdir, beside)]


def _output(root: str, out: str, copies: list[str]) -> tuple[str, int]:
    """The digest of the output folder and the copies (names, bytes, executable bits) and the number of files."""
    hasher, paths = blake2b(digest_size=32), _files(os.path.join(root, out), out)
    for folder in {os.path.dirname(f"{root}/{path}") for path in copies}:
        if os.path.realpath(folder) != folder:
            raise _DoubtError
    paths = sorted([*paths, *copies])
    for path in paths:
        content, mode = _read(f"{root}/{path}")
        _add(hasher, path, content, executable=bool(mode & stat.S_IXUSR))
    return hasher.hexdigest(), len(paths)


def _add_folder(hasher: blake2b, folder: str, name: str) -> None:
    base = folder[: len(folder) - len(name)]
    for path in _files(folder, name, skip="__pycache__"):
        _add(hasher, path, _read(base + path)[0])


def _add(hasher: blake2b, name: str, content: bytes, *, executable: bool = False) -> None:
    head = f"{name}\0{len(content)}{'x' if executable else ''}\n"
    hasher.update(head.encode("utf-8", "surrogateescape"))
    hasher.update(content)


def _files(folder: str, name: str, skip: str = "") -> list[str]:
    """The files below a folder, which is called ``name`` in their paths; sorted, without folders called ``skip``."""
    if os.path.realpath(folder) != folder:
        raise _DoubtError
    found: list[str] = []
    folders = [(folder, name)]
    while folders:
        folder, name = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{name}/{entry.name}"
                if entry.is_file(follow_symlinks=False):
                    found.append(path)
                elif not entry.is_dir(follow_symlinks=False):
                    raise _DoubtError
                elif entry.name != skip:
                    folders.append((entry.path, path))
    found.sort()
    return found


def _read(path: str) -> tuple[bytes, int]:
    """A file's bytes and mode. Raises OSError, for a symbolic link as well."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        content = os.read(descriptor, status.st_size + 1)
        if len(content) != status.st_size:
            raise _DoubtError
        return content, status.st_mode
    finally:
        os.close(descriptor)


def _record_path(root: str) -> str | None:
    """Where the record of a project is kept; None for a user without a home."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(cache):
        cache = os.path.expanduser("~/.cache")
    name = blake2b(root.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
    return os.path.join(cache, "summitgen", "unchanged", name) if os.path.isabs(cache) else None


def _read_record(root: str) -> dict[str, str] | None:
    path = _record_path(root)
    if path is None:
        return None
    text = _read(path)[0].decode("utf-8", "surrogateescape")
    body, _, seal = text.rpartition("end ")
    if seal != _seal(body):
        return None
    fields = dict(line.partition(" ")[::2] for line in body.splitlines()[1:])
    return fields if body.startswith(_FORMAT) and tuple(fields) == _FIELDS else None


def _write_record(path: str, body: str) -> None:
    mine = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, f"{body}end {_seal(body)}".encode("utf-8", "surrogateescape"))
        finally:
            os.close(descriptor)
        os.replace(mine, path)
    except OSError:
        return


def _seal(body: str) -> str:
    return blake2b(body.encode("utf-8", "surrogateescape"), digest_size=32).hexdigest() + "\n"
