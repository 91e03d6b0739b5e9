"""How an image is built."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import ONE_LINE, Boolean, Count, SpecModel, UserId
from summitgen.model.build_settings import check_settings
from summitgen.model.names import EnvName, UrlPath
from summitgen.model.units import Duration

Language = Literal["node", "python", "go", "static"]
PackageManager = Literal["pnpm", "npm", "yarn", "uv", "pip"]

RelativePath = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_@][A-Za-z0-9._@+-]{0,127}(/[A-Za-z0-9_@][A-Za-z0-9._@+-]{0,127}){0,15}$",
        description="A path in the repository: letters, digits and . _ @ + -, no part of it beginning with . or -.",
    ),
]
ImagePath = Annotated[
    str,
    Field(
        pattern=r"^(/[A-Za-z0-9_@.][A-Za-z0-9._@+-]{0,127}){1,16}$",
        description="An absolute path in the image: letters, digits and . _ @ + -.",
    ),
]
PackageName = Annotated[
    str,
    Field(
        pattern=r"^(@[a-z0-9][a-z0-9._-]{0,99}/)?[a-z0-9][a-z0-9._-]{0,99}$",
        description="A package's name, with its scope: @owner/api.",
    ),
]
SystemPackage = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9+.-]{1,99}(=[A-Za-z0-9][A-Za-z0-9.+:~-]{0,99})?$",
        description="A package of the base image's distribution, with or without its version: libpq5, curl=7.88.1-10.",
    ),
]
ModuleName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}(\.[A-Za-z_][A-Za-z0-9_]{0,99}){0,15}$",
        description="A module of Python: uvicorn, shop.worker.",
    ),
]
VersionNumber = Annotated[
    str, Field(pattern=r"^[0-9]{1,5}(\.[0-9]{1,5}){0,2}$", description="Numbers with dots between them: 22, 3.13.")
]
LabelKey = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]([a-z0-9.-]{0,126}[a-z0-9])?$",
        description="A label of an image: lower-case letters, digits, dots and dashes.",
    ),
]
BuildValue = Annotated[
    str,
    Field(
        pattern=f"^{ONE_LINE}*$",
        max_length=4096,
        description="Text on one line, without control, invisible and direction characters.",
    ),
]


class BuildArgument(SpecModel):
    """A build argument; it is visible in the image, so never a secret."""

    name: EnvName = Field(description="The argument.")
    value: BuildValue = Field(description="Its value.")


class BuildSecret(SpecModel):
    """A secret that the build mounts and the image never holds."""

    name: EnvName = Field(description="The secret's id and the variable that CI gives it in.")
    file: ImagePath | None = Field(
        default=None, description="The file that it is mounted as; left out: it is an environment variable."
    )
    install: Boolean = Field(
        default=False, description="Whether the installation of dependencies gets it too, for a private registry."
    )


class SystemPackages(SpecModel):
    """Packages of the base images' distribution."""

    build: tuple[SystemPackage, ...] = Field(default=(), description="What building needs: compilers, headers.")
    runtime: tuple[SystemPackage, ...] = Field(
        default=(), description="What the process needs; the runtime image has to have a package manager for it."
    )


class ShippedFile(SpecModel):
    """A file or folder of the repository that goes into the image as it is."""

    source: RelativePath = Field(description="Its path in the repository.")
    path: ImagePath = Field(description="Where it is in the image.")


class ImageHealth(SpecModel):
    """The image's own health check, for Docker; Kubernetes has probes and does not run it."""

    path: UrlPath | None = Field(default=None, description="An HTTP path that answers 2xx; node and python can ask it.")
    command: tuple[BuildValue, ...] = Field(default=(), description="A command that is in the image, without a shell.")
    interval: Duration = Field(default=Duration("15s"), description="Time between two checks.")
    timeout: Duration = Field(default=Duration("3s"), description="How long a check may take.")
    start_period: Duration = Field(default=Duration("20s"), description="Time in which failures don't count.")
    retries: Count = Field(default=3, description="Failures in a row that count.")

    @model_validator(mode="after")
    def _one_of_two(self) -> ImageHealth:
        if (self.path is None) == (not self.command):
            raise ValueError("a health check has exactly one of path and command\nremedy: write `path: /healthz`")
        return self


class Build(SpecModel):
    """How the image is built; the same in all environments, since it is built once and promoted."""

    language: Language = Field(description="The language of the sources; static: files behind a small web server.")
    package_manager: PackageManager | None = Field(
        default=None, description="What installs the dependencies; go has its own, static may need none."
    )
    package_manager_version: VersionNumber | None = Field(
        default=None,
        description="The package manager's version; left out: pnpm 9.15.9, yarn 4.9.2, uv 0.8.22, npm and pip as "
        "they come.",
    )
    version: VersionNumber = Field(description="The language's version (22, 3.13), with static the web server's.")
    node_version: VersionNumber | None = Field(
        default=None, description="The version of node that builds the files of `static`, with a packageManager."
    )
    package: PackageName | None = Field(default=None, description="The package's name in its workspace.")
    directory: Literal["."] | RelativePath = Field(default=".", description="The package's folder in the repository.")
    workspace: Literal["."] | RelativePath | None = Field(
        default=None,
        description="The folder of the lock file (of go.mod); left out: `.` with node's package managers, else the "
        "package's folder.",
    )
    turbo: VersionNumber | None = Field(
        default=None, description="The version of Turborepo that prunes the workspace to what the package needs."
    )
    sources: tuple[RelativePath, ...] = Field(
        default=(),
        description="Files and folders of the repository that the build reads beside the package's folder: the "
        "workspace's other packages, configuration files. Without a folder of its own: all but manifests and `src`.",
    )
    entry: Literal["."] | RelativePath | None = Field(
        default=None,
        description="What is run, from the package's folder: a file, with go a package's folder; with static the "
        "folder that is served. `.` is the package's folder itself, with go and static.",
    )
    fallback: RelativePath | None = Field(
        default=None,
        description="The page of `static` that answers where no file is, from the folder that is served: index.html "
        "where the pages are routed in the browser.",
    )
    module: ModuleName | None = Field(default=None, description="The module that Python runs, instead of an entry.")
    start_arguments: tuple[BuildValue, ...] = Field(default=(), description="Arguments of the process.")
    command: tuple[BuildValue, ...] = Field(
        default=(),
        description="What builds: with node's package managers from the workspace's folder (left out: the packages' "
        "build scripts), in Python from the package's folder.",
    )
    install_scripts: tuple[PackageName, ...] = Field(
        default=(), description="Dependencies whose install scripts may run; those of others never do."
    )
    trim: Boolean | None = Field(
        default=None, description="Whether source maps, type declarations and Markdown of dependencies are left out."
    )
    system_packages: SystemPackages = Field(
        default=SystemPackages.model_construct(), description="Packages of the base images' distribution."
    )
    files: tuple[ShippedFile, ...] = Field(default=(), description="Further files of the repository in the image.")
    user: UserId = Field(default=65532, description="The user id that the image runs as.")
    group: UserId = Field(default=65532, description="Its group id.")
    writable_paths: tuple[ImagePath, ...] = Field(
        default=(), description="Folders that the user may write to where the root file system isn't read-only."
    )
    health: ImageHealth | None = Field(
        default=None,
        description="The image's own health check; left out: node and python ask the readiness probe's path.",
    )
    labels: dict[LabelKey, BuildValue] = Field(default={}, description="Labels of the image, beside those of OCI.")
    debug: Boolean = Field(
        default=False, description="Whether a target `debug` is made too: the same on an image with a shell."
    )
    arguments: tuple[BuildArgument, ...] = Field(default=(), description="Build arguments.")
    secrets: tuple[BuildSecret, ...] = Field(default=(), description="Build secrets.")

    @model_validator(mode="after")
    def _of_the_language(self) -> Build:
        check_settings(self)
        return self
