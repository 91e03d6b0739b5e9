"""The web server of static images: the real one out of crates.io where cargo is there, else a stand-in in Go."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from benchmarks.images.builder import layers, programs
from benchmarks.images.builder.results import BuilderError
from tools import golang, install

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.images.builder.cache import Cache

VERSION = "2.44.1"
PROGRAM = "static-web-server"
# What the published images have too, but for TLS and metrics.
_FEATURES = "compression,directory-listing,basic-auth,fallback-page"
_TARGET = "x86_64-unknown-linux-gnu"


def server(cache: Cache, architecture: str) -> layers.Blob:
    """/static-web-server as a layer: a program that needs no other file.

    The real one is built where cargo is on PATH and new enough, and only for this machine; the other stands in for it
    everywhere else.
    """
    if architecture == "amd64" and shutil.which("cargo"):
        try:
            recipe = f"cargo {VERSION} {_FEATURES}"
            return layers.load(cache.keep("server-real", recipe, lambda folder: _real(cache, folder)))
        except BuilderError as error:
            print(f"{PROGRAM} can't be built by cargo, another stands in for it: {error}", file=sys.stderr)
    source = (install.IMAGES / "cmd" / PROGRAM / "main.go").read_text()
    return layers.load(cache.keep(f"server-{architecture}", source, lambda folder: _other(cache, architecture, folder)))


def _real(cache: Cache, folder: Path) -> None:
    print(f"compiling {PROGRAM} {VERSION}; it takes some minutes", file=sys.stderr)
    with cache.scratch("server") as place:
        command = ["cargo", "install", PROGRAM, "--version", VERSION, "--locked", "--target", _TARGET]
        selected = ["--no-default-features", "--features", _FEATURES]
        # Linked with its C library, since the image has none.
        flags = {"RUSTFLAGS": "-C target-feature=+crt-static", "CARGO_TARGET_DIR": str(place / "target")}
        programs.call(*command, *selected, "--root", place / "made", environment=flags)
        _layer(place / "made/bin" / PROGRAM, place, folder)


def _other(cache: Cache, architecture: str, folder: Path) -> None:
    with cache.scratch("server") as place:
        command: list[str | Path] = [_go(), "build", "-mod=readonly", "-ldflags=-s -w", "-o", place / PROGRAM]
        programs.call(*command, f"./cmd/{PROGRAM}", environment=_environment(architecture), folder=install.IMAGES)
        _layer(place / PROGRAM, place, folder)


def _go() -> str:
    try:
        return install.locate(install.IMAGES)[0].executable
    except golang.GoMissingError as missing:
        raise BuilderError(str(missing)) from missing


def _environment(architecture: str) -> Mapping[str, str]:
    return {**golang.environment(os.environ), "GOARCH": architecture}


def _layer(program: Path, place: Path, folder: Path) -> None:
    tree = place / "tree"
    tree.mkdir()
    shutil.copyfile(program, tree / PROGRAM)
    (tree / PROGRAM).chmod(0o755)
    layers.store_tree(tree, folder)
