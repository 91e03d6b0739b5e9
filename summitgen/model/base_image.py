"""The images that builds start from and that workloads run on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from summitgen.model.base import Boolean, Line, SpecModel
from summitgen.model.build import Language, VersionNumber
from summitgen.model.names import ImageDigest, ImageTag, Repository

Platform = Literal["linux/amd64", "linux/arm64"]


class BaseImage(SpecModel):
    """An image that builds start from or that workloads run on, pinned by its digest."""

    language: Language = Field(description="The language that it brings; static: a small web server.")
    version: VersionNumber = Field(description="The language's version, as builds name it.")
    use: Literal["build", "runtime", "debug"] = Field(
        description="What it is used for; debug: to run on, with a shell for people."
    )
    name: Repository = Field(description="Registry and path, without tag.")
    tag: ImageTag = Field(description="The tag that the digest was found under; it tells people, the digest decides.")
    digest: ImageDigest = Field(description="The digest.")
    platforms: tuple[Platform, ...] = Field(
        default=("linux/amd64", "linux/arm64"), min_length=1, description="The platforms that the digest has."
    )
    shell: Boolean | None = Field(
        default=None, description="Whether a shell is in it; left out: known by its name, of widespread images."
    )
    reason: Line | None = Field(default=None, description="Why workloads run on an image with a shell.")
