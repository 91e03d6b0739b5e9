"""Debian's packages: unpacked into a folder, and root file systems made of them; nothing is installed here."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.images.builder import layers, programs
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.images.builder.cache import Cache

# What the images on Docker Hub leave out of a slim Debian.
_SLIM = ("doc/*", "groff/*", "info/*", "linda/*", "lintian/*", "man/*", "locale/*")
_SOURCES = Path("/etc/apt")
MERGED = "usr-is-merged"
"""A package that only is there where /bin and the like are links into /usr from the start."""


class Root(NamedTuple):
    """A root file system: Debian's release, the packages on top of the smallest one, and what is left out."""

    suite: str
    packages: tuple[str, ...]
    slim: bool = False
    architecture: str = "amd64"

    @property
    def recipe(self) -> str:
        """All that decides what it is made of, but for the day."""
        return repr(tuple(self))


class Unpacked(NamedTuple):
    """Programs of Debian packages in a folder."""

    folder: Path

    @property
    def runc(self) -> Path:
        """runc, with the libraries it needs."""
        return self.folder / "runc"

    @property
    def mmdebstrap(self) -> Path:
        """mmdebstrap, a Perl program."""
        return self.folder / "usr/bin/mmdebstrap"


def unpack(packages: Iterable[str], folder: Path, options: Sequence[str] = ()) -> None:
    """Download packages (``name`` or ``name:arm64``) by apt-get and unpack them, without running their scripts.

    The package lists are fetched when they are missing. Raises BuilderError.
    """
    programs.needed("apt-get", "dpkg-deb")
    downloads = folder / ".downloads"
    downloads.mkdir()
    _download(tuple(packages), downloads, options)
    for file in sorted(downloads.glob("*.deb")):
        programs.call("dpkg-deb", "-x", file, folder)
    shutil.rmtree(downloads)


def helpers(cache: Cache) -> Unpacked:
    """runc and mmdebstrap out of the machine's own Debian or Ubuntu."""
    return Unpacked(cache.keep("programs", "runc libseccomp2 mmdebstrap", _helpers))


def root(cache: Cache, wanted: Root) -> layers.Blob:
    """The root file system as a layer, made at the first call; raises BuilderError."""
    return layers.load(cache.keep(f"root-{wanted.suite}", wanted.recipe, lambda folder: _root(cache, wanted, folder)))


def extracted(cache: Cache, wanted: Root, finish: Callable[[Path], None], owners: Mapping[str, int]) -> layers.Blob:
    """Packages unpacked and not installed, of any architecture, as a layer; ``finish`` works on the unpacked files.

    What distroless images are: no package's script is run, and no program of another architecture.
    """

    def make(folder: Path) -> None:
        with cache.scratch("unpacked") as place:
            _mmdebstrap(cache, wanted, place / "root.tar", "extract")
            tree = place / "tree"
            tree.mkdir()
            programs.call("tar", "-xf", place / "root.tar", "-C", tree, "--exclude=./dev/*")
            finish(tree)
            layers.store_tree(tree, folder, owners)

    return layers.load(cache.keep(f"unpacked-{wanted.architecture}", f"{wanted.recipe} {sorted(owners.items())}", make))


def sources(suite: str, folder: Path = _SOURCES) -> str:
    """This machine's Debian mirror as mmdebstrap wants it: its sources, or nothing, which is mmdebstrap's own mirror.

    The machine's sources count when they are Debian's and of that release.
    """
    for file in sorted([*folder.glob("sources.list"), *folder.glob("sources.list.d/*.sources")]):
        text = file.read_text()
        if re.search(rf"(^Suites:.*|^deb .*)\b{suite}\b", text, re.MULTILINE) and "debian" in text:
            return str(file)
    return ""


def _helpers(folder: Path) -> None:
    unpack(("runc", "libseccomp2", "mmdebstrap"), folder)
    libraries = [str(path.parent) for path in folder.rglob("libseccomp.so.2")]
    if not libraries:
        raise BuilderError("Debian's libseccomp2 has no libseccomp.so.2")
    # It lies in the cache for good, and the folder has another name until it is complete.
    place = Path(libraries[0]).relative_to(folder)
    script = '#!/bin/sh\nhere="$(dirname "$0")"\n'
    script += f'LD_LIBRARY_PATH="$here/{place}" exec "$here/usr/sbin/runc" "$@"\n'
    (folder / "runc").write_text(script)
    (folder / "runc").chmod(0o755)


def _download(packages: Sequence[str], folder: Path, options: Sequence[str]) -> None:
    command = ["apt-get", *options, "-o", "APT::Sandbox::User=root", "download", *packages]
    try:
        programs.call(*command, folder=folder)
    except BuilderError:
        # The lists are missing or old; the second failure is the one to tell of.
        programs.call("apt-get", *options, "update")
        programs.call(*command, folder=folder)


def _root(cache: Cache, wanted: Root, folder: Path) -> None:
    print(f"making a root file system of Debian {wanted.suite} and {len(wanted.packages)} packages", file=sys.stderr)
    archive = folder / "root.tar"
    _mmdebstrap(cache, wanted, archive, "minbase")
    with archive.open("rb") as contents:
        layers.store(contents, folder)
    archive.unlink()


def _mmdebstrap(cache: Cache, wanted: Root, archive: Path, variant: str) -> None:
    programs.needed("perl", "tar", "apt-get")
    tools = helpers(cache)
    own = sources(wanted.suite)
    programs.call(
        tools.mmdebstrap,
        "--mode=root",
        f"--variant={variant}",
        f"--architectures={wanted.architecture}",
        f"--include={','.join(wanted.packages)}",
        *(
            [f"--hook-dir={tools.folder / 'usr/share/mmdebstrap/hooks/merged-usr'}"]
            if MERGED in wanted.packages
            else []
        ),
        *(f"--dpkgopt=path-exclude=/usr/share/{pattern}" for pattern in _SLIM if wanted.slim),
        *(["--dpkgopt=path-include=/usr/share/doc/*/copyright"] if wanted.slim else []),
        wanted.suite,
        archive,
        *([own] if own else []),
        environment={
            "SOURCE_DATE_EPOCH": str(layers.EPOCH),
            "PATH": f"{tools.folder / 'usr/bin'}{os.pathsep}{os.environ['PATH']}",
        },
    )
