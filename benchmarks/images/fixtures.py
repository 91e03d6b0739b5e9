"""The projects that are built, one for each way of building images, and the edits after which they are built again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
PROJECTS = HERE / "projects"
SPECS = HERE / "specs"
NAIVE = HERE / "naive"
PORT = 18080
"""The port of all of them, and of this machine while one runs."""

Family = Literal["node", "python", "go", "static"]
_NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", ".venv", "__pycache__", ".turbo", ".yarn")


@dataclass(frozen=True, slots=True)
class Variant:
    """A project: its folder's and its workload's name, and what its image has to be like.

    ``shell`` is whether the base image brings one. ``uid_told`` is whether the answer of /healthz names the user.
    """

    name: str
    family: Family
    shell: bool = False
    uid_told: bool = True

    @property
    def families(self) -> frozenset[str]:
        """The base images that its build needs, as the builder calls them."""
        return frozenset({"node", "static"} if self.name == "static-node" else {self.family})


VARIANTS = (
    Variant("pnpm-workspace", "node"),
    Variant("pnpm-single", "node"),
    Variant("npm-workspace", "node"),
    Variant("npm-single", "node"),
    Variant("yarn-workspace", "node"),
    Variant("yarn-single", "node"),
    Variant("turbo-workspace", "node"),
    Variant("python-uv", "python"),
    Variant("python-pip", "python"),
    Variant("go", "go"),
    Variant("static", "static", uid_told=False),
    Variant("static-node", "static", uid_told=False),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of other text in a file, once; where ``old`` is empty it is appended."""

    file: str
    new: str
    old: str = ""

    def apply(self, folder: Path, number: int) -> None:
        """Edit a working copy; ``$number`` in the new text becomes ``number``, so that no two edits are the same.

        Raises ValueError where the text to replace is not there once.
        """
        path = folder / self.file
        text = path.read_text("utf-8")
        new = self.new.replace("$number", str(number))
        if self.old and text.count(self.old) != 1:
            raise ValueError(f"{self.old!r} is {text.count(self.old)} times in {path}")
        path.write_text(text.replace(self.old, new) if self.old else text + new, "utf-8")


@dataclass(frozen=True, slots=True)
class Contest:
    """A project whose image is built by naive Dockerfiles too, and the edits after which it is built again.

    naive/ has ``<name>.Dockerfile`` on a full Debian and ``<name>-slim.Dockerfile`` on a slim one (not of Go: there is
    no slim image to compile in). ``unrelated`` is empty where the project has nothing that its image does not need.
    """

    name: str
    title: str
    source: tuple[Edit, ...]
    dependency: tuple[Edit, ...]
    unrelated: tuple[Edit, ...] = ()

    @property
    def naive(self) -> tuple[Path, ...]:
        """The naive Dockerfiles, the one on the full Debian first."""
        return tuple(path for end in ("", "-slim") if (path := NAIVE / f"{self.name}{end}.Dockerfile").is_file())


CONTESTS = (
    Contest(
        "pnpm-workspace",
        "pnpm monorepo",
        source=(Edit("apps/api/src/health/health.controller.ts", "\nexport const edit = $number;\n"),),
        dependency=(
            Edit("apps/api/package.json", '    "luxon": "3.7.2",\n    "pino":', old='    "pino":'),
            Edit(
                "pnpm-lock.yaml",
                "version: 5.11.1\n      luxon:\n        specifier: 3.7.2\n        version: 3.7.2\n      pino:\n",
                old="version: 5.11.1\n      pino:\n",
            ),
        ),
        unrelated=(
            Edit("packages/reports/src/index.ts", "\nexport const edit = $number;\n"),
            Edit("apps/web/src/products.tsx", "\nexport const edit = $number;\n"),
            Edit("README.md", "\nEdit $number.\n"),
        ),
    ),
    Contest(
        "python-uv",
        "Python with uv",
        source=(Edit("src/notes/application.py", "\nEDIT = $number\n"),),
        dependency=(
            Edit("pyproject.toml", '    "packaging>=25",\n    "pydantic-settings', old='    "pydantic-settings'),
            Edit(
                "uv.lock",
                '    { name = "packaging" },\n    { name = "pydantic-settings" },',
                old='    { name = "pydantic-settings" },',
            ),
            Edit(
                "uv.lock",
                '    { name = "packaging", specifier = ">=25" },\n    { name = "pydantic-settings", specifier',
                old='    { name = "pydantic-settings", specifier',
            ),
        ),
    ),
    Contest(
        "go",
        "Go",
        source=(Edit("internal/notes/notes.go", "\n// Edit counts edits.\nconst Edit = $number\n"),),
        dependency=(
            Edit(
                "go.mod",
                "\tgithub.com/go-chi/chi/v5 v5.5.0\n\tgithub.com/google/uuid v1.6.0\n",
                old="\tgithub.com/go-chi/chi/v5 v5.5.0\n",
            ),
            Edit(
                "cmd/server/main.go",
                '\t"github.com/go-chi/chi/v5"\n\t_ "github.com/google/uuid"\n',
                old='\t"github.com/go-chi/chi/v5"\n',
            ),
        ),
    ),
)


def variant(name: str) -> Variant:
    """The variant of a name; raises ValueError, with all names, where there is none."""
    for each in VARIANTS:
        if each.name == name:
            return each
    raise ValueError(f"there is no variant {name}, only {', '.join(each.name for each in VARIANTS)}")


def working_copy(project: str, folder: Path) -> Path:
    """A fresh copy of a project in ``folder``, whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(PROJECTS / project, folder, ignore=_NOT_COPIED))
