"""The stages that build with node: prune, install, build. Images of node and static files have them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker.arguments import split_arguments
from summitgen.targets.docker.common import MANAGER_VERSIONS, in_image, is_rootless, libc, workspace
from summitgen.targets.docker.node_managers import MANAGERS, Manager, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

_FLAGS_SINCE = (10, 14)
"""The first pnpm with --cpu, --os and --libc; older ones read a setting of package.json."""


def build_values(image: ImagePlan) -> dict[str, Any]:
    """What ``docker/node_build.jinja`` is given beside the common values.

    That part makes the stages up to ``build``, in which the package is built in ``workdir`` and its entry (a file or a
    folder) is there; it needs the image's ``build_image``. With ``production`` it makes a stage of that name too, with
    the dependencies of the process, and ``build`` has what is shipped of the repository in ``/out``.
    """
    build = image.build
    manager, root = _manager(build), workspace(build)
    return {
        **split_arguments(build, manager.prefix),
        "production": False,
        "members": has_members(build),
        "native": is_native(build),
        "rootless": image.build_image is not None and is_rootless(image.build_image),
        "base_environment": [{"name": name, "value": value} for name, value in (("CI", "true"), *manager.environment)],
        "programs_of_npm": _programs(build, manager),
        "root": in_image(root),
        "cache": {"id": manager.cache[0], "target": manager.cache[1]},
        "copies": _copies(manager, root),
        "node_modules": in_image(root, "node_modules"),
        "prune_arguments": _prune_arguments(build, manager),
        "turbo": build.turbo or "",
        "package": build.package or "",
        "turbo_folder": posixpath.normpath(f"/context/{root}"),
        "pruned_folder": "" if root == "." else f"{root}/",
        "lock_file": manager.files[1],
        "source_copies": _source_copies(build),
        "built": in_image(build.directory, build.entry or "."),
        **_commands(image, manager),
    }


def has_members(build: Build) -> bool:
    """Whether the package is one of a workspace; else its folder is that of the lock file, and it has no name there."""
    return build.package is not None or build.directory != workspace(build)


def is_native(build: Build) -> bool:
    """Whether building makes programs for the platform that it runs on."""
    return bool(build.install_scripts or build.system_packages.build)


def manifests(build: Build) -> set[str]:
    """What the package manager reads beside sources, from the repository's root."""
    manager, root = _manager(build), workspace(build)
    names = {*manager.files, *manager.settings, *manager.folders}
    if build.turbo is not None:
        names.add("turbo.json")
    if manager.everything and has_members(build):
        names.add("**/package.json")
    return {posixpath.normpath(f"{root}/{name}") for name in names}


def _manager(build: Build) -> Manager:
    return MANAGERS[build.package_manager or "npm"]


def _programs(build: Build, manager: Manager) -> list[str]:
    version = build.package_manager_version or MANAGER_VERSIONS.get(build.package_manager or "")
    found = [f"{manager.program}@{version}"] if version else []
    return [*found, f"turbo@{build.turbo}"] if build.turbo else found


def _copies(manager: Manager, root: str) -> list[list[str]]:
    """COPY of what installing reads: what may be missing is a pattern, which then copies nothing."""
    files = [*manager.files, *map(_optional, manager.settings)]
    folders = [[_joined(root, _optional(folder)), f"{in_image(root, folder)}/"] for folder in manager.folders]
    return [[*(_joined(root, file) for file in files), f"{in_image(root)}/"], *folders]


def _optional(path: str) -> str:
    """A pattern for a path alone, in whose fixed part is no folder that may be missing."""
    first, slash, rest = path.partition("/")
    return f"{first[:-1]}[{first[-1]}]{slash}{rest}"


def _source_copies(build: Build) -> list[list[str]]:
    own = ["sr[c]", in_image("src/")] if build.directory == "." else [build.directory, in_image(build.directory)]
    return [own, *([source, in_image(source)] for source in build.sources)]


def _prune_arguments(build: Build, manager: Manager) -> list[str]:
    root = workspace(build)
    files = ":".join((*manager.files, *manager.settings, *manager.folders, *(["turbo.json"] if build.turbo else [])))
    which = "all" if manager.everything and build.turbo is None else "needed"
    return [root, build.directory, which, files, *build.sources]


def _commands(image: ImagePlan, manager: Manager) -> dict[str, Any]:
    build = image.build
    root = workspace(build)
    tree = Tree(in_image(root), posixpath.relpath(build.directory, root))
    scripts = tuple(build.install_scripts)
    return {
        "install": list(manager.install(tree)),
        "production_install": list(manager.production(tree)),
        "rebuild": list(manager.rebuild(tree, scripts)) if scripts else [],
        "leftovers": list(manager.leftovers),
        "lock_files": ["--exclude=" + name for name in _not_shipped(manager)],
        "trim": bool(build.trim),
        "build_words": _build_words(build, manager, tree),
        "in_order": build.package_manager == "npm" and tree.folder != "." and not (build.turbo or build.command),
        "shipped": in_image(build.directory).removeprefix("/"),
        "cross": "" if is_native(build) else _cross(build),
        "libc": libc(image.runtime_image),
    }


def _build_words(build: Build, manager: Manager, tree: Tree) -> list[str]:
    if build.command:
        # In a folder without WORKDIR (see docs/decisions/0012) or cd, for programs that take no folder.
        return ["sh", "-c", 'cd "$0" && exec "$@"', tree.root, *build.command]
    if build.turbo is not None:
        return ["turbo", "run", "build", f"--cwd={tree.root}", f"--filter={build.package}"]
    return list(manager.build(tree))


def _not_shipped(manager: Manager) -> Iterable[str]:
    return (*(name for name in manager.files if name != "package.json"), *manager.settings, ".yarn")


def _cross(build: Build) -> str:
    """How the package manager is told another platform than its own: by flags, package.json or its configuration."""
    if build.package_manager == "yarn":
        return "configuration"
    if build.package_manager == "npm":
        return "flags"
    numbers = tuple(map(int, (build.package_manager_version or MANAGER_VERSIONS["pnpm"]).split(".")))
    return "flags" if numbers >= _FLAGS_SINCE[: len(numbers)] else "manifest"


def _joined(folder: str, file: str) -> str:
    return posixpath.normpath(f"{folder}/{file}")
