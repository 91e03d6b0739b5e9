"""How an image is built."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from summitgen.model.base import NonEmpty, SpecModel
from summitgen.model.names import EnvName


class BuildArgument(SpecModel):
    """A build argument; it is visible in the image, so never a secret."""

    name: EnvName = Field(description="The argument.")
    value: str = Field(description="Its value.")


class BuildSecret(SpecModel):
    """A secret that the build mounts and the image never holds."""

    name: EnvName = Field(description="The secret's id and the variable that CI gives it in.")


class Build(SpecModel):
    """How the image is built; the same in all environments, since it is built once and promoted."""

    language: Literal["node", "python"] = Field(description="The language of the sources.")
    package_manager: Literal["pnpm", "uv", "pip"] = Field(description="What installs the dependencies.")
    version: NonEmpty = Field(description="The language's version: 22, 3.13.")
    package: NonEmpty | None = Field(default=None, description="The package's name in its workspace.")
    directory: NonEmpty = Field(default=".", description="The package's folder in the repository.")
    entry: NonEmpty = Field(description="The file that is run, from the package's folder.")
    arguments: tuple[BuildArgument, ...] = Field(default=(), description="Build arguments.")
    secrets: tuple[BuildSecret, ...] = Field(default=(), description="Build secrets.")
