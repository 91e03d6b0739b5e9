"""The package managers of node: what they read and keep, and the words of their commands.

All of them install what the lock file says or fail, and run no install scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Words = tuple[str, ...]

_STORE = ("--store-dir=/pnpm/store", "--package-import-method=copy")
_PNPM = ("pnpm", "install", "--frozen-lockfile", "--ignore-scripts", *_STORE)
_NPM = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
_YARN = ("yarn", "install", "--immutable", "--mode=skip-build")


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager; paths are from the folder of the lock file, ``.`` is the package in that folder.

    ``program`` is what npm installs it by. ``files`` have to be there, ``settings`` and ``folders`` may. ``cache`` is
    the id and the folder of its downloads. ``prefix`` begins the variables that it reads. ``everything`` is whether it
    takes a lock file for outdated when a package of the workspace is missing. ``production``, ``build`` and ``rebuild``
    give the words of commands for a package's folder, or for names of dependencies. ``leftovers`` are written beside
    the dependencies, with times or lists of what is installed.
    """

    program: str
    files: Words
    settings: Words
    folders: Words
    cache: tuple[str, str]
    prefix: str
    environment: tuple[tuple[str, str], ...]
    everything: bool
    install: Words
    production: Callable[[str], Words]
    build: Callable[[str], Words]
    rebuild: Callable[[Words], Words]
    leftovers: Words


def _filtered(option: str, folder: str) -> Words:
    return () if folder == "." else (f"--{option}={{{folder}}}...",)


def _pnpm_build(folder: str) -> Words:
    return ("pnpm", *_filtered("filter", folder), "--if-present", "run", "build")


def _npm_production(folder: str) -> Words:
    return (*_NPM, "--omit=dev", *(() if folder == "." else (f"--workspace={folder}",)))


def _yarn_production(folder: str) -> Words:
    return ("yarn", *(() if folder == "." else ("--cwd", folder)), "workspaces", "focus", "--production")


def _yarn_build(folder: str) -> Words:
    some = ("--all",) if folder == "." else ("--recursive", "--topological-dev", f"--from={folder}")
    return ("yarn", "workspaces", "foreach", *some, "run", "build")


def _npm_rebuild(names: Words) -> Words:
    return ("npm", "rebuild", "--ignore-scripts=false", *names)


MANAGERS = {
    "pnpm": Manager(
        program="pnpm",
        files=("package.json", "pnpm-lock.yaml"),
        settings=("pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs"),
        folders=("patches",),
        cache=("pnpm-store", "/pnpm/store"),
        prefix="NPM_CONFIG_",
        # The version is the spec's, whatever package.json says.
        environment=(("NPM_CONFIG_MANAGE_PACKAGE_MANAGER_VERSIONS", "false"),),
        everything=False,
        install=_PNPM,
        production=lambda folder: (*_PNPM, "--prod", *_filtered("filter-prod", folder)),
        build=_pnpm_build,
        rebuild=lambda names: ("pnpm", "rebuild", _STORE[0], *names),
        leftovers=(".modules.yaml", ".pnpm-workspace-state*.json", ".pnpm/lock.yaml"),
    ),
    "npm": Manager(
        program="npm",
        files=("package.json", "package-lock.json"),
        settings=(".npmrc",),
        folders=(),
        cache=("npm", "/root/.npm"),
        prefix="NPM_CONFIG_",
        environment=(("NPM_CONFIG_UPDATE_NOTIFIER", "false"),),
        everything=False,
        install=_NPM,
        production=_npm_production,
        build=lambda _: ("npm", "run", "--if-present", "build"),
        rebuild=_npm_rebuild,
        leftovers=(".package-lock.json",),
    ),
    "yarn": Manager(
        program="@yarnpkg/cli-dist",
        files=("package.json", "yarn.lock"),
        settings=(".yarnrc.yml",),
        folders=(".yarn/patches", ".yarn/plugins"),
        cache=("yarn", "/root/.yarn/berry/cache"),
        prefix="YARN_",
        environment=(
            ("YARN_ENABLE_GLOBAL_CACHE", "true"),
            ("YARN_ENABLE_TELEMETRY", "false"),
            ("YARN_IGNORE_PATH", "true"),
            ("YARN_NODE_LINKER", "node-modules"),
        ),
        everything=True,
        install=_YARN,
        production=_yarn_production,
        build=_yarn_build,
        # Yarn would build all that it finds not to be built.
        rebuild=_npm_rebuild,
        leftovers=(".yarn-state.yml",),
    ),
}
"""By the names that specs have."""
