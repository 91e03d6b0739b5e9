"""Dockerfiles of static files behind a small web server (docs/decisions tell why it is this one)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker import node
from summitgen.targets.docker.common import in_image
from summitgen.targets.docker.final import Layer, Process, final_values
from summitgen.targets.docker.health import health_command

if TYPE_CHECKING:
    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

SERVED = "/public"
"""The folder of the image that the server serves."""

_LAYERS = (Layer("site", SERVED, SERVED),)


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    del build
    return "docker/static.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values; with a package manager, those of node's stages too."""
    build = image.build
    folder = served(build)
    built = node.build_values(image) if build.package_manager else {}
    return {
        **built,
        "served": in_image(folder) if build.package_manager else folder,
        "document_root": SERVED,
        "fallback": build.fallback or "",
        **final_values(image, "/", settings(image), _LAYERS, lambda base: _process(image, base)),
    }


def _process(image: ImagePlan, base: BaseImage) -> Process:
    return Process((), entrypoint=(server(base.tag),), health=health_command(image))


def settings(image: ImagePlan) -> dict[str, str]:
    """The server's settings, as the environment variables that it reads; a pod's own go before them.

    Its cache headers let browsers keep scripts and styles for a year, whatever their names are. They are on only where
    a bundler writes the files, with the hash of their contents in their names.
    """
    build = image.build
    chosen = {
        "SERVER_ROOT": SERVED,
        "SERVER_PORT": str(image.ports[0]),
        "SERVER_HEALTH": "true",
        "SERVER_LOG_LEVEL": "info",
        "SERVER_COMPRESSION_STATIC": "true",
        "SERVER_CACHE_CONTROL_HEADERS": "true" if build.package_manager else "false",
    }
    if build.fallback is not None:
        chosen["SERVER_FALLBACK_PAGE"] = f"{SERVED}/{build.fallback}"
    return chosen


def server(tag: str) -> str:
    """Where the server is in its image: at the root where nothing else is there, else with the distribution's."""
    return "/usr/local/bin/static-web-server" if "alpine" in tag or "debian" in tag else "/static-web-server"


def served(build: Build) -> str:
    """The folder that is served, from the repository's root."""
    return posixpath.normpath(f"{build.directory}/{build.entry}")


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    return node.allowed(build) if build.package_manager else {served(build)}
