"""Dockerfiles of node: what a package manager installs and the package's build makes, on an image with node alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitgen.targets.docker.common import in_image
from summitgen.targets.docker.final import Layer, Process, final_values
from summitgen.targets.docker.health import health_command
from summitgen.targets.docker.node_build import build_values, manifests

__all__ = ["allowed", "build_values", "template", "values"]

if TYPE_CHECKING:
    from summitgen.model.base_image import BaseImage
    from summitgen.model.build import Build
    from summitgen.values.images import ImagePlan

_LAYERS = (
    Layer("production", "/production/", "/", "Dependencies first: an edit of sources changes the last layer."),
    Layer("build", "/out/", "/"),
)
_PLACES = {"gcr.io/distroless/": "/nodejs/bin/node", "cgr.dev/": "/usr/bin/node"}
"""Where node is in images whose PATH doesn't have it, or needn't."""


def template(build: Build) -> str:
    """The path of the Dockerfile's template, below ``templates/``."""
    del build
    return "docker/node.Dockerfile.jinja"


def values(image: ImagePlan) -> dict[str, Any]:
    """What the template is given beside the common values."""
    environment = {"NODE_ENV": "production"}
    final = final_values(
        image, in_image(image.build.directory), environment, _LAYERS, lambda base: _process(image, base)
    )
    return {**build_values(image), **final, "production": True}


def allowed(build: Build) -> set[str]:
    """The paths, from the repository's root, that a build may read."""
    return {*manifests(build), "src" if build.directory == "." else build.directory}


def _process(image: ImagePlan, base: BaseImage) -> Process:
    build, node = image.build, program(base)
    return Process(
        command=(build.entry or "", *build.start_arguments),
        entrypoint=(node,),
        health=health_command(
            image, http=lambda urls: (node, "--eval", asks(urls)), tcp=lambda port: (node, "--eval", connects(port))
        ),
    )


def program(base: BaseImage) -> str:
    """Where node is in a base image: a path, or its name where PATH has it."""
    return next((place for start, place in _PLACES.items() if base.name.startswith(start)), "node")


def asks(urls: tuple[str, ...]) -> str:
    """A program that ends with 0 if one of the URLs answers 2xx, else with 1."""
    if len(urls) == 1:
        return f"fetch({json.dumps(urls[0])}).then((answer)=>process.exit(answer.ok?0:1),()=>process.exit(1))"
    return (
        f"Promise.any({json.dumps(urls)}.map(async(url)=>{{if(!(await fetch(url)).ok)throw 0}}))"
        ".then(()=>process.exit(0),()=>process.exit(1))"
    )


def connects(port: int) -> str:
    """A program that ends with 0 if something listens on the port, else with 1."""
    return (
        f"require('node:net').connect({port},'127.0.0.1')"
        ".once('connect',()=>process.exit(0)).once('error',()=>process.exit(1))"
    )
