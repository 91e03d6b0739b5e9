"""What narrows a workspace: the program of the Dockerfile, run for real by node on small workspaces."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.targets.docker.made import made

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "package.json": {"name": "shop", "devDependencies": {"@shop/lint": "workspace:*"}},
    "pnpm-lock.yaml": "lock",
    "package-lock.json": "lock",
    "yarn.lock": "lock",
    "pnpm-workspace.yaml": "packages: []",
    "patches/ms.patch": "patch",
    "tsconfig.base.json": "{}",
    "apps/api/package.json": {
        "name": "@shop/api",
        "dependencies": {"@shop/db": "workspace:^", "ms": "2"},
        "devDependencies": {"@shop/testing": "*"},
    },
    "apps/api/src/main.ts": "",
    "apps/web/package.json": {"name": "@shop/web", "dependencies": {"@shop/unused": "workspace:*"}},
    "apps/web/src/main.ts": "",
    "packages/README.md": "",
    "packages/db/package.json": {"name": "@shop/db", "peerDependencies": {"@shop/log": "*"}},
    "packages/db/templates/app/package.json": {"name": "template", "dependencies": {"@shop/unused": "*"}},
    "packages/db/templates/app/index.js": "",
    "packages/log/package.json": {"name": "@shop/log", "dependencies": {"@shop/db": "workspace:*"}},
    "packages/testing/package.json": {"name": "@shop/testing", "optionalDependencies": {"deep": "link:../deep"}},
    "packages/deep/package.json": {"name": "another-name"},
    "packages/lint/package.json": {"name": "@shop/lint"},
    "packages/unused/package.json": {"name": "@shop/unused"},
    "packages/unused/index.js": "",
    "tools/package.json": {"type": "module"},
    "tools/gen.js": "",
    "node_modules/db/package.json": {"name": "@shop/db"},
}
NEEDED = ["packages/db", "packages/deep", "packages/lint", "packages/log", "packages/testing"]
BUILD: dict[str, Any] = {
    "language": "node", "version": "22", "packageManager": "pnpm", "package": "@shop/api", "directory": "apps/api",
    "sources": ["apps", "packages", "tools", "tsconfig.base.json", "absent"], "entry": "dist/main.js",
}  # fmt: skip


class Pruned:
    """What the program made of the workspace in ``context``, beside it."""

    def __init__(self, folder: Path, build: dict[str, Any]) -> None:
        """Runs the program of the build's Dockerfile."""
        one = made(build)
        (program,) = re.findall(r'<<"EOF"\n(.*?)\nEOF\n', one.text, re.DOTALL)
        run = one.values("pruned", "RUN")[0]
        words = shlex.split(run[run.index("node ") :])
        assert words[:3] == ["node", "--input-type=module", "-"]
        assert shutil.which("node"), "node is needed, as for `make tools`"
        self.folder = folder / "pruned"
        self.done = subprocess.run(
            words,
            input=program.replace('"/context"', json.dumps(f"{folder}/context")).replace("/pruned", str(self.folder)),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def files(self, part: str) -> set[str]:
        """The files of a part, from its root."""
        root = self.folder / part
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    def lines(self, name: str) -> list[str]:
        """The lines of a list."""
        return (self.folder / name).read_text(encoding="utf-8").splitlines()


def pruned_of(folder: Path, build: dict[str, Any], files: dict[str, Any]) -> Pruned:
    """What the program makes of files."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        file = folder / "context" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return Pruned(folder, build)


def changed(**packages: Any) -> dict[str, Any]:
    """The files with other manifests, by the last part of their folders."""
    folders = {path.split("/")[-2]: path for path in FILES if path.endswith("/package.json")}
    return {**FILES, **{folders[name]: content for name, content in packages.items()}}


def test_what_installing_reads_is_of_the_needed_packages_alone(tmp_path: Path) -> None:
    pruned = pruned_of(tmp_path, BUILD, FILES)
    assert pruned.done.returncode == 0, pruned.done.stderr
    root = {"package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "patches/ms.patch"}
    assert pruned.files("install") == root | {f"{folder}/package.json" for folder in (*NEEDED, "apps/api")}
    shipped = ("apps/api", "packages/db", "packages/log")
    assert pruned.files("production") == root | {f"{folder}/package.json" for folder in shipped}


def test_sources_are_those_of_needed_packages_and_of_no_package(tmp_path: Path) -> None:
    found = pruned_of(tmp_path, BUILD, FILES).files("sources")
    assert found == {
        *(path for path in FILES if path.startswith((*(f"{folder}/" for folder in NEEDED), "apps/api/", "tools/"))),
        "packages/README.md",
        "tsconfig.base.json",
    }
    assert "packages/db/templates/app/index.js" in found, "a package within a needed one is part of it"


def test_a_package_that_the_sources_name_is_there_in_any_case(tmp_path: Path) -> None:
    found = pruned_of(tmp_path, {**BUILD, "sources": [*BUILD["sources"], "packages/unused"]}, FILES).files("sources")
    assert "packages/unused/index.js" in found
    assert "apps/web/src/main.ts" not in found


def test_packages_are_listed_after_those_that_they_need(tmp_path: Path) -> None:
    pruned = pruned_of(tmp_path, BUILD, FILES)
    assert pruned.lines("shipped") == ["app/packages/log", "app/packages/db", "app/apps/api"]
    order = [line.removeprefix("--workspace=") for line in pruned.lines("workspaces")]
    assert set(order) == {*NEEDED, "apps/api"}
    assert order.index("packages/db") < order.index("apps/api") > order.index("packages/testing")
    assert order.index("packages/deep") < order.index("packages/testing")


@pytest.mark.parametrize(
    "edit",
    [
        {"apps/web/src/main.ts": "other"},
        {"packages/unused/index.js": "other"},
        {"apps/web/package.json": {"name": "@shop/web", "dependencies": {"x": "1"}}},
        {"packages/new/package.json": {"name": "@shop/new"}, "packages/new/index.js": ""},
    ],
)
def test_an_edit_elsewhere_changes_nothing(edit: dict[str, Any], tmp_path: Path) -> None:
    def tree(files: dict[str, Any]) -> dict[str, bytes]:
        pruned = pruned_of(tmp_path, BUILD, files)
        return {str(path): path.read_bytes() for path in pruned.folder.rglob("*") if path.is_file()}

    assert tree({**FILES, **edit}) == tree(FILES)
    assert tree({**FILES, "packages/db/index.js": "x"}) != tree(FILES)


def test_yarn_gets_the_manifests_of_all(tmp_path: Path) -> None:
    pruned = pruned_of(tmp_path, {**BUILD, "packageManager": "yarn"}, FILES)
    for part in ("install", "production"):
        assert {"apps/web/package.json", "packages/unused/package.json", "yarn.lock"} <= pruned.files(part)
    assert "packages/unused/index.js" not in pruned.files("sources")


@pytest.mark.parametrize(
    ("name", "range_", "folder"),
    [
        ("alias", "workspace:@shop/unused@*", "packages/unused"),
        ("alias", "npm:@shop/unused@1.0.0", "packages/unused"),
        ("alias", "file:../../packages/unused", "packages/unused"),
        ("alias", "portal:../../packages/unused", "packages/unused"),
        ("alias", "workspace:../../packages/unused", "packages/unused"),
        ("@shop/unused", "workspace:~", "packages/unused"),
        ("@shop/unused", "1.2.3", "packages/unused"),
        ("alias", "file:../archive.tgz", None),
        ("ms", "^2", None),
    ],
)
def test_dependencies_are_found_however_they_are_written(
    name: str, range_: str, folder: str | None, tmp_path: Path
) -> None:
    manifest = {"name": "@shop/api", "dependencies": {name: range_}}
    shipped = pruned_of(tmp_path, BUILD, changed(api=manifest)).lines("shipped")
    assert shipped == [*([f"app/{folder}"] if folder else []), "app/apps/api"]


def test_a_needed_package_outside_of_the_sources_is_named(tmp_path: Path) -> None:
    done = pruned_of(tmp_path, {**BUILD, "sources": ["packages/db", "packages/log", "packages/lint"]}, FILES).done
    assert done.returncode == 1
    assert done.stderr == "the build needs in its sources: packages/deep, packages/testing\n"


def test_a_folder_without_a_package_is_named(tmp_path: Path) -> None:
    done = pruned_of(tmp_path, {**BUILD, "directory": "apps/no"}, FILES).done
    assert done.returncode == 1
    assert done.stderr == "no package is in apps/no\n"


def test_a_workspace_in_a_folder_keeps_its_place(tmp_path: Path) -> None:
    inner = {f"web/{path}": content for path, content in FILES.items()} | {"shared/a.proto": "x"}
    sources = ["web/packages", "web/tsconfig.base.json", "shared"]
    build = {**BUILD, "workspace": "web", "directory": "web/apps/api", "sources": sources, "packageManager": "npm"}
    pruned = pruned_of(tmp_path, build, inner)
    assert pruned.done.returncode == 0, pruned.done.stderr
    assert {"web/package.json", "web/package-lock.json", "web/packages/db/package.json"} <= pruned.files("install")
    assert {"shared/a.proto", "web/tsconfig.base.json", "web/apps/api/src/main.ts"} <= pruned.files("sources")
    assert "web/packages/unused/index.js" not in pruned.files("sources")
    assert pruned.lines("shipped")[-1] == "app/web/apps/api"
    assert pruned.lines("workspaces")[-1].startswith("--workspace=")
    assert "--workspace=apps/api" in pruned.lines("workspaces")


def test_the_package_of_the_lock_files_own_folder_is_built_of_all_that_the_sources_name(tmp_path: Path) -> None:
    pruned = pruned_of(tmp_path, {**BUILD, "directory": ".", "sources": ["packages"]}, FILES)
    assert pruned.done.returncode == 0, pruned.done.stderr
    assert pruned.lines("shipped") == ["app"]
    assert {"apps/api/src/main.ts", "packages/unused/index.js"} <= pruned.files("sources")


def test_links_stay_as_they_are(tmp_path: Path) -> None:
    pruned_of(tmp_path, BUILD, FILES)
    (tmp_path / "context/apps/api/link").symlink_to("../../tsconfig.base.json")
    pruned = Pruned(tmp_path, BUILD)
    assert pruned.done.returncode == 0, pruned.done.stderr
    assert (pruned.folder / "sources/apps/api/link").readlink().as_posix() == "../../tsconfig.base.json"
