"""Dockerfiles of Python, by package manager (docs/decisions tell where their steps come from)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker.arguments import split_arguments
from summitgen.targets.docker.common import has_python, in_image, workspace
from summitgen.targets.docker.final import Layer, Process, final_values
from summitgen.targets.docker.health import health_command
from summitgen.targets.docker.python_programs import ASK, COLLECT, CONNECT, LIBRARIES, MODULE_CHECK

if TYPE_CHECKING:
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

MANIFESTS = {"uv": ("pyproject.toml", "uv.lock"), "pip": ("requirements*.txt", "constraints*.txt")}
"""What a package manager reads, from the folder of the lock file; it may be missing where it has a ``*``."""

WORKSPACE_MANIFESTS = ("**/pyproject.toml", "**/uv.lock")
"""What uv reads of a workspace: each member's manifest, or it takes the lock file for outdated."""

PYTHON = "/opt/venv/bin/python"
"""The interpreter of the virtual environment."""

_READ_BY_MANAGER = {"uv": "UV_", "pip": "PIP_"}

_ENVIRONMENT = {
    "PATH": "/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    # The image's own bytecode is all there will be: the root file system is read-only.
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}
_INTERPRETER = Layer("interpreter", "/interpreter/", "/")
_LAYERS = (
    Layer("dependencies", "/dependencies/", "/", "Dependencies first: an edit of sources changes the last layer."),
    Layer("build", "/out/", "/"),
)


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    return f"docker/python_{build.package_manager}.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values."""
    build = image.build
    manager = build.package_manager or "pip"
    root = workspace(build)
    copied = _is_copied(image)
    return {
        "interpreter": f"python{'.'.join(build.version.split('.')[:2])}" if copied else "",
        "libraries": LIBRARIES,
        "manifests": [_joined(root, file) for file in MANIFESTS[manager]],
        "root": in_image(root),
        "members": _has_members(build),
        # A file that comes after the dependencies and before what is installed of the repository.
        "stamp": in_image(root, "uv.lock" if manager == "uv" else "requirements.txt"),
        "module": build.module or "",
        "module_check": MODULE_CHECK,
        "collect": COLLECT,
        **split_arguments(build, _READ_BY_MANAGER[manager]),
        **final_values(image, in_image(build.directory), _ENVIRONMENT, _layers(copied), lambda _: _process(image)),
    }


def _is_copied(image: ImagePlan) -> bool:
    """Whether the image gets its interpreter from the one that it is built on."""
    return any(base is not None and not has_python(base) for base in (image.runtime_image, image.debug_image))


def _layers(copied: bool) -> tuple[Layer, ...]:
    return ((_INTERPRETER,) if copied else ()) + _LAYERS


def _process(image: ImagePlan) -> Process:
    build = image.build
    what = ("-m", build.module) if build.module is not None else (build.entry or "",)
    health = health_command(image, http=lambda urls: (PYTHON, "-c", ASK, *urls), tcp=_connect)
    return Process((PYTHON, *what, *build.start_arguments), health=health)


def _connect(port: int) -> tuple[str, ...]:
    return (PYTHON, "-c", CONNECT, str(port))


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    read = {build.directory} if build.directory != "." else {"src", _started(build)}
    if build.directory == "." or build.workspace is not None:
        read |= {_joined(workspace(build), file) for file in MANIFESTS[build.package_manager or "pip"]}
    return read | set(WORKSPACE_MANIFESTS if _has_members(build) else ())


def _started(build: Build) -> str:
    """The folder or file of the package's folder that the process starts in."""
    return (build.entry or "").partition("/")[0] or (build.module or "").partition(".")[0]


def _has_members(build: Build) -> bool:
    return build.package_manager == "uv" and build.workspace is not None


def _joined(folder: str, file: str) -> str:
    return posixpath.normpath(f"{folder}/{file}")
