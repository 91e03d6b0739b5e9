"""The package managers of node: what they read and keep, and the words of their commands.

All of them install what the lock file says or fail, and run no install scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Words = tuple[str, ...]

_STORE = "--store-dir=/pnpm/store"


@dataclass(frozen=True, slots=True)
class Tree:
    """Where a package is: ``root`` is the folder of the lock file in the image, ``folder`` the package's from there.

    ``.`` is the package in that folder itself.
    """

    root: str
    folder: str


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager; files and folders are from the folder of the lock file.

    ``program`` is what npm installs it by. ``files`` have to be there, ``settings`` and ``folders`` may. ``cache`` is
    the id and the folder of its downloads. ``prefix`` begins the variables that it reads. ``everything`` is whether it
    takes a lock file for outdated when a package of the workspace is missing. The functions give the words of commands,
    ``rebuild`` for names of dependencies. ``leftovers`` are written beside the dependencies, with times or lists of
    what is installed.
    """

    program: str
    files: Words
    settings: Words
    folders: Words
    cache: tuple[str, str]
    prefix: str
    environment: tuple[tuple[str, str], ...]
    everything: bool
    install: Callable[[Tree], Words]
    production: Callable[[Tree], Words]
    build: Callable[[Tree], Words]
    rebuild: Callable[[Tree, Words], Words]
    leftovers: Words


def _pnpm_install(tree: Tree) -> Words:
    words = ("--frozen-lockfile", "--ignore-scripts", _STORE, "--package-import-method=copy")
    return ("pnpm", f"--dir={tree.root}", "install", *words)


def _filtered(option: str, tree: Tree) -> Words:
    """A package and those that it depends on; pnpm reads the folder from the working directory, which is ``/``."""
    folder = normpath(f"{tree.root}/{tree.folder}")
    return () if tree.folder == "." else (f"--{option}={{{folder}}}...", "--fail-if-no-match")


def _pnpm_production(tree: Tree) -> Words:
    return (*_pnpm_install(tree), "--prod", *_filtered("filter-prod", tree))


def _pnpm_build(tree: Tree) -> Words:
    return ("pnpm", f"--dir={tree.root}", *_filtered("filter", tree), "--if-present", "run", "build")


def _pnpm_rebuild(tree: Tree, names: Words) -> Words:
    """Scripts of the named alone: since version 10 pnpm has a list of its own too, which this one replaces."""
    everywhere = () if tree.folder == "." else ("--recursive",)
    allowed = "--config.dangerously-allow-all-builds=true"
    return ("pnpm", f"--dir={tree.root}", *everywhere, "rebuild", _STORE, allowed, *names)


def _npm_install(tree: Tree) -> Words:
    return ("npm", f"--prefix={tree.root}", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def _npm_production(tree: Tree) -> Words:
    return (*_npm_install(tree), "--omit=dev", *(() if tree.folder == "." else (f"--workspace={tree.folder}",)))


def _npm_build(tree: Tree) -> Words:
    return ("npm", f"--prefix={tree.root}", "--if-present", "run", "build")


def _npm_rebuild(tree: Tree, names: Words) -> Words:
    return ("npm", f"--prefix={tree.root}", "rebuild", "--ignore-scripts=false", *names)


def _yarn_install(tree: Tree) -> Words:
    return ("yarn", "--cwd", tree.root, "install", "--immutable", "--mode=skip-build")


def _yarn_production(tree: Tree) -> Words:
    return ("yarn", "--cwd", normpath(f"{tree.root}/{tree.folder}"), "workspaces", "focus", "--production")


def _yarn_build(tree: Tree) -> Words:
    some = ("--all",) if tree.folder == "." else ("--recursive", "--topological-dev", f"--from={tree.folder}")
    return ("yarn", "--cwd", tree.root, "workspaces", "foreach", *some, "run", "build")


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
        install=_pnpm_install,
        production=_pnpm_production,
        build=_pnpm_build,
        rebuild=_pnpm_rebuild,
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
        install=_npm_install,
        production=_npm_production,
        build=_npm_build,
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
            # `workspaces focus` would run install scripts: it knows no --mode.
            ("YARN_ENABLE_SCRIPTS", "false"),
            ("YARN_ENABLE_TELEMETRY", "false"),
            ("YARN_IGNORE_PATH", "true"),
            ("YARN_NODE_LINKER", "node-modules"),
        ),
        everything=True,
        install=_yarn_install,
        production=_yarn_production,
        build=_yarn_build,
        # Yarn would build all that it finds not to be built.
        rebuild=_npm_rebuild,
        leftovers=(".yarn-state.yml",),
    ),
}
"""By the names that specs have."""
