"""How an image is built."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import ONE_LINE, SpecModel
from summitgen.model.names import EnvName, ImageDigest, ImageTag, Repository

_MANAGERS = {"node": ("pnpm",), "python": ("uv", "pip")}

RelativePath = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_@][A-Za-z0-9._@+-]{0,127}(/[A-Za-z0-9_@][A-Za-z0-9._@+-]{0,127}){0,15}$",
        description="A path in the repository: letters, digits and . _ @ + -, no part of it beginning with . or -.",
    ),
]
PackageName = Annotated[
    str,
    Field(
        pattern=r"^(@[a-z0-9][a-z0-9._-]{0,99}/)?[a-z0-9][a-z0-9._-]{0,99}$",
        description="A package's name, with its scope: @owner/api.",
    ),
]
VersionNumber = Annotated[
    str, Field(pattern=r"^[0-9]{1,5}(\.[0-9]{1,5}){0,2}$", description="Numbers with dots between them: 22, 3.13.")
]
BuildValue = Annotated[
    str,
    Field(
        pattern=f"^{ONE_LINE}*$",
        max_length=4096,
        description="Text on one line, without control, invisible and direction characters.",
    ),
]


class BaseImage(SpecModel):
    """An image that builds start from or that workloads run on, pinned by its digest."""

    language: Literal["node", "python"] = Field(description="The language that it brings.")
    version: VersionNumber = Field(description="The language's version, as builds name it.")
    use: Literal["build", "runtime"] = Field(description="What it is used for.")
    name: Repository = Field(description="Registry and path, without tag.")
    tag: ImageTag = Field(description="The tag that the digest was found under; it tells people, the digest decides.")
    digest: ImageDigest = Field(description="The digest.")


class BuildArgument(SpecModel):
    """A build argument; it is visible in the image, so never a secret."""

    name: EnvName = Field(description="The argument.")
    value: BuildValue = Field(description="Its value.")


class BuildSecret(SpecModel):
    """A secret that the build mounts and the image never holds."""

    name: EnvName = Field(description="The secret's id and the variable that CI gives it in.")


class Build(SpecModel):
    """How the image is built; the same in all environments, since it is built once and promoted."""

    language: Literal["node", "python"] = Field(description="The language of the sources.")
    package_manager: Literal["pnpm", "uv", "pip"] = Field(description="What installs the dependencies.")
    package_manager_version: VersionNumber | None = Field(
        default=None, description="The package manager's version; left out: pnpm 9.15.9, uv 0.8.22, pip as it comes."
    )
    version: VersionNumber = Field(description="The language's version: 22, 3.13.")
    package: PackageName | None = Field(default=None, description="The package's name in its workspace.")
    directory: Literal["."] | RelativePath = Field(default=".", description="The package's folder in the repository.")
    sources: tuple[RelativePath, ...] = Field(
        default=(),
        description="Files and folders of the repository that the build reads beside the package's folder: the "
        "workspace's other packages, configuration files. Without a folder of its own: all but manifests and `src`.",
    )
    entry: RelativePath = Field(description="The file that is run, from the package's folder.")
    command: tuple[BuildValue, ...] = Field(
        default=(),
        description="What builds: with pnpm from the repository's root (left out: the packages' build scripts), in "
        "Python from the package's folder.",
    )
    arguments: tuple[BuildArgument, ...] = Field(default=(), description="Build arguments.")
    secrets: tuple[BuildSecret, ...] = Field(default=(), description="Build secrets.")

    @model_validator(mode="after")
    def _manager_of_the_language(self) -> Build:
        managers = _MANAGERS[self.language]
        if self.package_manager not in managers:
            allowed = " or ".join(managers)
            raise ValueError(
                f"{self.package_manager} installs nothing for {self.language}, {allowed} does\n"
                f"remedy: write `packageManager: {managers[0]}`"
            )
        return self
