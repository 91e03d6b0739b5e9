"""Which settings of a build go together: what a language has a package manager and settings for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.model.build import Build

NODE = ("pnpm", "npm", "yarn")
MANAGERS: dict[str, tuple[str | None, ...]] = {
    "node": NODE,
    "python": ("uv", "pip"),
    "go": (None,),
    "static": (None, *NODE),
}
"""The package managers of each language; None where it needs none."""

_NODE_SETTINGS = ("packageManagerVersion", "package", "turbo", "command", "installScripts", "trim")
_FIELDS = {
    "packageManagerVersion": "package_manager_version", "nodeVersion": "node_version", "package": "package",
    "turbo": "turbo", "module": "module", "command": "command", "installScripts": "install_scripts", "trim": "trim",
    "startArguments": "start_arguments", "fallback": "fallback",
}  # fmt: skip
_ALLOWED: dict[str, tuple[str, ...]] = {
    "node": (*_NODE_SETTINGS, "startArguments"),
    "python": ("packageManagerVersion", "module", "command", "startArguments"),
    "go": ("startArguments",),
    "static": ("fallback",),
}


def check_settings(build: Build) -> None:
    """Raises ValueError where a setting means nothing for the build's language, or one that it needs is missing."""
    _check_manager(build)
    _check_allowed(build)
    if (build.entry is None) == (build.module is None):
        raise ValueError(_entry_message(build))
    _check_folder(build)
    if build.turbo is not None and build.package is None:
        raise ValueError("turbo prunes to a package by its name\nremedy: add `package`, as package.json has it")
    if build.health is not None and build.health.path is not None and build.language in ("go", "static"):
        raise ValueError(
            f"an image of {build.language} has nothing that could ask a path\nremedy: leave `health` out (Kubernetes "
            "has probes), or give it a `command` that is in the image"
        )


def _check_manager(build: Build) -> None:
    managers = MANAGERS[build.language]
    if build.package_manager in managers:
        return
    named = [manager for manager in managers if manager is not None]
    allowed = " or ".join(named) or "its own tool"
    remedy = f"write `packageManager: {named[0]}`" if named else "leave `packageManager` out"
    if build.package_manager is None:
        raise ValueError(f"{build.language} needs a package manager: {allowed}\nremedy: {remedy}")
    raise ValueError(f"{build.package_manager} installs nothing for {build.language}, {allowed} does\nremedy: {remedy}")


def _check_allowed(build: Build) -> None:
    allowed = _ALLOWED[build.language]
    if build.language == "static" and build.package_manager is not None:
        allowed = (*_NODE_SETTINGS, "nodeVersion", "fallback")
        if build.node_version is None:
            raise ValueError(
                f"{build.package_manager} runs on node, and its version is not given\nremedy: add `nodeVersion: "
                '"22"`, whose image is in `pipeline.baseImages`'
            )
    for key, field in _FIELDS.items():
        if key not in allowed and getattr(build, field) not in (None, (), False):
            what = build.language if build.language != "static" else "static without a packageManager"
            raise ValueError(f"{key} means nothing for {what}\nremedy: leave `{key}` out")


def _check_folder(build: Build) -> None:
    if build.entry != ".":
        return
    if build.language not in ("go", "static"):
        raise ValueError(f"{build.language} runs a file, and the entry is a folder\nremedy: name the file in `entry`")
    if build.language == "static" and build.directory == ".":
        raise ValueError("the whole repository would be served\nremedy: name the folder that is served in `entry`")


def _entry_message(build: Build) -> str:
    if build.language != "python":
        return f"a build of {build.language} needs an entry\nremedy: add `entry`, a path from the package's folder"
    return "a build of python has exactly one of entry and module\nremedy: write `entry: main.py` or `module: uvicorn`"
