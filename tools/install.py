"""Builds the Go programs of tools/go.mod, tools/images/go.mod and tools/act/go.mod into a cache outside the repository.

It prints the folders they are in: first that of tools/go.mod, then that of the programs of tools/images that the tests
run, then that of tools/act; with ``--images`` that of all programs of tools/images alone. A folder is named by a digest
of everything that decides the bytes of its programs, so a program is built once a version and machine, and a change of
go.mod can't leave an old one in use.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools import golang

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

MODULE = Path(__file__).parent
IMAGES = MODULE / "images"
ACT = MODULE / "act"
# The tests plan and lint images; the rest of tools/images builds them, which only benchmarks do.
IMAGE_JUDGES = ("buildx", "lint-dockerfile")

# What a release of a module is stamped with: its version, as it is or without the v.
_STAMPS = (
    ("github.com/argoproj/argo-rollouts", "github.com/argoproj/argo-rollouts/utils/version.version", ""),
    ("github.com/docker/buildx", "github.com/docker/buildx/version.Version", "v"),
    ("github.com/google/go-containerregistry", "github.com/google/go-containerregistry/cmd/crane/cmd.Version", "v"),
    ("github.com/moby/buildkit", "github.com/moby/buildkit/version.Version", "v"),
    ("github.com/rhysd/actionlint", "github.com/rhysd/actionlint.version", ""),
    ("github.com/yannh/kubeconform", "main.version", "v"),
    ("helm.sh/helm/v3", "helm.sh/helm/v3/internal/version.version", "v"),
)

# `go mod tidy` writes a single tool without parentheses.
_TOOL_BLOCK = re.compile(r"^tool (?:\((.*?)^\)|(?=\w)(.*?)$)", re.MULTILINE | re.DOTALL)
_GO_LINE = re.compile(r"^go (\S+)$", re.MULTILINE)
_VERSION_SUFFIX = re.compile(r"v\d+$")

_FOR_TESTS: tuple[tuple[Path, tuple[str, ...] | None], ...] = ((MODULE, None), (IMAGES, IMAGE_JUDGES), (ACT, None))


def packages(go_mod: str, only: Collection[str] | None = None) -> tuple[str, ...]:
    """The import paths of the ``tool`` lines of a go.mod, sorted; of ``only`` those programs, unless that is None."""
    match = _TOOL_BLOCK.search(go_mod)
    paths = sorted((match[1] or match[2]).split()) if match else ()
    return tuple(path for path in paths if only is None or _program(path) in only)


def programs(go_mod: str, only: Collection[str] | None = None) -> tuple[str, ...]:
    """The file names of the programs that a go.mod's tools are built to."""
    return tuple(_program(package) for package in packages(go_mod, only))


def required(go_mod: str, module: str) -> str:
    """The version (``v3.19.5``) of a module that a go.mod requires; raises KeyError when it doesn't."""
    version = _version(go_mod, module)
    if version is None:
        raise KeyError(module)
    return version


def sources(module: Path) -> tuple[bytes, ...]:
    """The paths and contents of the module's own programs, in the order of their paths."""
    files = sorted(module.glob("cmd/**/*.go"), key=lambda file: file.relative_to(module).as_posix())
    return tuple(part for file in files for part in (file.relative_to(module).as_posix().encode(), file.read_bytes()))


def link_flags(go_mod: str) -> str:
    """The linker's flags: no debug information, and the versions that the programs' own releases are stamped with.

    Helm validates charts against, and reports as ``.Capabilities.KubeVersion``, the Kubernetes minor it is linked with.
    """
    stamps = {
        name: prefix + version.removeprefix("v")
        for module, name, prefix in _STAMPS
        if (version := _version(go_mod, module)) is not None
    }
    if "helm.sh/helm/v3/internal/version.version" in stamps:
        minor = required(go_mod, "k8s.io/client-go").split(".")[1]
        for package in ("helm.sh/helm/v3/pkg/chartutil", "helm.sh/helm/v3/pkg/lint/rules"):
            stamps |= {f"{package}.k8sVersionMajor": "1", f"{package}.k8sVersionMinor": minor}
    return " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in sorted(stamps.items()))])


def key(go: golang.Go, parts: Iterable[bytes]) -> str:
    """The name of the cache's folder: a digest of the toolchain and of ``parts``, each prefixed by its length."""
    digest = hashlib.sha256()
    for part in (go.version.encode(), go.platform.encode(), *parts):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:20]


def cache_root(environ: Mapping[str, str]) -> Path:
    """The folder of all builds: by the XDG convention, which ignores a relative XDG_CACHE_HOME."""
    configured = Path(environ.get("XDG_CACHE_HOME", ""))
    base = configured if configured.is_absolute() else Path.home() / ".cache"
    return base / "summitgen" / "tools"


def locate(
    module: Path = MODULE, environ: Mapping[str, str] = os.environ, only: Collection[str] | None = None
) -> tuple[golang.Go, Path]:
    """The toolchain to build with and the folder of the programs, built or not; raises golang.GoMissingError."""
    go_mod = (module / "go.mod").read_bytes()
    text = go_mod.decode()
    line = _GO_LINE.search(text)
    go = golang.find(line[1] if line else "1.24")
    # The flags are in no file of the key, and they decide the bytes too.
    named = (*map(str.encode, (link_flags(text), *packages(text, only))), *sources(module))
    parts = (go_mod, (module / "go.sum").read_bytes(), *named)
    return go, cache_root(environ) / key(go, parts) / "bin"


def complete(folder: Path, names: Iterable[str]) -> bool:
    """Whether every program is there and can be run."""
    return all(os.access(folder / name, os.X_OK) for name in names)


def install(
    module: Path = MODULE,
    environ: Mapping[str, str] = os.environ,
    build: Callable[[golang.Go, Path, Path], None] | None = None,
    only: Collection[str] | None = None,
) -> Path:
    """The folder with the programs, built by ``build(go, module, folder)`` unless they are there already.

    ``only`` names some of them, which are then built and kept apart from the others; None is all.
    They are built aside and moved into place at once: a build that was killed leaves nothing that looks finished.
    Raises golang.GoMissingError, and subprocess.CalledProcessError when a build fails.
    """
    go, folder = locate(module, environ, only)
    names = programs((module / "go.mod").read_text(), only)
    if complete(folder, names):
        return folder
    root = folder.parent.parent
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.parent.name}-", dir=root) as temporary:
        made = Path(temporary) / "new"
        if build:
            build(go, module, made / "bin")
        else:
            _build(go, module, made / "bin", only)
        _publish(made, folder, names, Path(temporary) / "old")
    return folder


def folders(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The folders of the programs that the tests run, built or not; raises golang.GoMissingError."""
    return tuple(locate(module, environ, only)[1] for module, only in _FOR_TESTS)


def _build(go: golang.Go, module: Path, folder: Path, only: Collection[str] | None) -> None:
    folder.mkdir(parents=True)
    text = (module / "go.mod").read_text()
    which = ["tool"] if only is None else packages(text, only)
    output = ["-o", f"{folder}{os.sep}"]
    command = [go.executable, "build", "-mod=readonly", f"-ldflags={link_flags(text)}", *output, *which]
    # Go reports on standard error; standard output belongs to the folder's name.
    subprocess.run(command, cwd=module, env=golang.environment(os.environ), check=True, stdout=subprocess.DEVNULL)


def _publish(made: Path, folder: Path, names: tuple[str, ...], old: Path) -> None:
    """Put ``made`` in the place of the folder's parent, unless another process did the same work first."""
    target = folder.parent
    if target.exists() and not complete(folder, names):
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        if not complete(folder, names):
            raise


def _version(go_mod: str, module: str) -> str | None:
    match = re.search(rf"^(?:require )?\s*{re.escape(module)} (v\S+)", go_mod, re.MULTILINE)
    return match[1] if match else None


def _program(package: str) -> str:
    *rest, last = package.split("/")
    return rest[-1] if _VERSION_SUFFIX.fullmatch(last) else last


def main(arguments: list[str] | None = None) -> int:
    """Print the folders of the programs, built when they aren't there; 1 when they can't be."""
    parser = argparse.ArgumentParser(prog="python -m tools.install", description=__doc__)
    parser.add_argument("--go", action="store_true", help="print the Go toolchain that would build them, build nothing")
    parser.add_argument("--images", action="store_true", help="install what builds images, and print its folder alone")
    options = parser.parse_args(arguments)
    try:
        if options.go:
            print(locate()[0].executable)
            return 0
        for module, only in [(IMAGES, None)] if options.images else _FOR_TESTS:
            print(install(module, only=only), flush=True)
    except golang.GoMissingError as missing:
        print(f"tools: {missing}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"tools: go build failed with exit code {failed.returncode}; its message is above", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
