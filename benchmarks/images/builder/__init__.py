"""Builds, weighs and runs images for real: BuildKit, runc and a registry on this machine, without Docker.

It needs Linux, root (buildkitd mounts and makes namespaces), the programs that ``make image-tools`` builds, and
apt-get; Debian's packages are unpacked into a cache and installed nowhere. ``Builder`` is the only entry::

    with Builder() as builder:
        built = builder.build(context, dockerfile, tag="api:1")
        print(built.wall, built.cpu, built.cached)
        print(builder.size(built.reference).uncompressed)
        print(builder.run(built.reference, port=8080, path="/healthz", environment={"PORT": "8080"}))

All base images are stand-ins made on this machine of Debian's packages and of what the registries of PyPI, npm and
Go ship; ``STAND_INS`` names them. A ``FROM name:tag@sha256:…`` gets the stand-in whatever digest it names.
"""

from __future__ import annotations

from benchmarks.images.builder.builder import Builder
from benchmarks.images.builder.results import Baked, BuilderError, BuildError, Built, Layer, Size, Smoke, Step

__all__ = ["Baked", "BuildError", "Builder", "BuilderError", "Built", "Layer", "Size", "Smoke", "Step"]
