"""Which base images have stand-ins, and what each is made of."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from benchmarks.images.builder import debian, languages, webserver
from benchmarks.images.builder.bases import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.images.builder.cache import Cache
    from benchmarks.images.builder.layers import Blob


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in their order."""
    return tuple(text.split())


_SUITE = "bookworm"
_NONROOT = 65532
_BOTH = ("amd64", "arm64")

# What the images on Docker Hub are built on: buildpack-deps, of which the full one is the tag without a suffix.
_SCM = words("ca-certificates curl gnupg netbase sq wget tzdata git mercurial openssh-client subversion procps")
_FULL = _SCM + words(
    """
    autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev
    libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev
    libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev libncurses5-dev libncursesw5-dev
    libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev
    libyaml-dev make patch unzip uuid-dev xz-utils zlib1g-dev
    """
)
FULL = debian.Root(_SUITE, _FULL)
# The real slim Debian has neither certificates nor Perl, which the other package for merged folders would bring.
SLIM = debian.Root(_SUITE, ("tzdata", debian.MERGED), slim=True)
_PYTHON_LIBRARIES = words(
    "libbz2-1.0 libffi8 libgdbm6 liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 libuuid1 zlib1g"
)
_PYTHON_SLIM = debian.Root(_SUITE, (*SLIM.packages, "ca-certificates", "netbase", *_PYTHON_LIBRARIES), slim=True)
_GO = debian.Root(_SUITE, (*_SCM, "g++", "gcc", "libc6-dev", "make", "pkg-config"))
_STATIC = ("base-files", "ca-certificates", "media-types", "netbase", "tzdata")
_CC = (*_STATIC, "libc6", "libgcc-s1", "libgomp1", "libssl3", "libstdc++6")

_PASSWD = """\
root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
"""
_GROUP = "root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n"
# Nothing of these is in a distroless image.
_LEFT_OUT = words(
    """
    usr/bin usr/sbin bin sbin usr/share/man usr/share/lintian usr/share/bug usr/share/perl5 usr/share/info
    usr/share/bash-completion usr/share/initramfs-tools usr/share/debconf usr/share/ca-certificates usr/share/pixmaps
    etc/apt var/lib/apt var/lib/dpkg var/cache var/log usr/lib/ssl etc/ca-certificates etc/ca-certificates.conf
    """
)


def _distroless(cache: Cache, packages: Iterable[str], architecture: str) -> Blob:
    """Unpacked packages with the user that distroless images have, and nothing to execute."""
    wanted = debian.Root(_SUITE, tuple(packages), slim=True, architecture=architecture)
    return debian.extracted(cache, wanted, finish, {"home/nonroot": _NONROOT})


def finish(tree: Path) -> None:
    """Take out of unpacked packages what distroless images lack, and give them their users."""
    for name in _LEFT_OUT:
        path = tree / name
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path, ignore_errors=True)
    for path in (*tree.glob("usr/lib/*/gconv"), *tree.glob("usr/lib/*/audit")):
        shutil.rmtree(path)
    for name in ("home/nonroot", "root", "tmp", "etc"):
        (tree / name).mkdir(parents=True, exist_ok=True)
    (tree / "home/nonroot").chmod(0o700)
    (tree / "root").chmod(0o700)
    (tree / "tmp").chmod(0o1777)
    (tree / "etc/passwd").write_text(_PASSWD)
    (tree / "etc/group").write_text(_GROUP)


def _busybox(cache: Cache, architecture: str) -> Blob:
    """A shell and its commands at /busybox, as the debug tags of distroless images have them."""

    def only_busybox(tree: Path) -> None:
        program = (tree / "bin/busybox").read_bytes()
        for child in tree.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()
        (tree / "busybox").mkdir()
        (tree / "busybox/busybox").write_bytes(program)
        (tree / "busybox/busybox").chmod(0o755)
        for name in words("sh cat echo env id ls mkdir ps rm sleep wget"):
            (tree / "busybox" / name).symlink_to("busybox")

    wanted = debian.Root(_SUITE, ("busybox-static",), architecture=architecture)
    return debian.extracted(cache, wanted, only_busybox, {})


_NODE_ENV = {"NODE_VERSION": languages.NODE}
_DISTROLESS_ENV = {"SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt"}
_DEBUG_ENV = {
    **_DISTROLESS_ENV,
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/busybox",
}
_NONROOT_CONFIG = {"User": str(_NONROOT), "WorkingDir": "/home/nonroot"}
_NODE_CONFIG = {**_NONROOT_CONFIG, "Entrypoint": ["/nodejs/bin/node"]}
_DISTROLESS_NODE = "gcr.io/distroless/nodejs22-debian12"
_DISTROLESS_CC = "gcr.io/distroless/cc-debian12"
_DISTROLESS_STATIC = "gcr.io/distroless/static-debian12"


def _runtime(name: str, family: str, debug: bool) -> StandIn:
    """A distroless image: for both platforms, since nothing in it has to run while it is made."""
    with_node = family == "node"
    packages = _STATIC if family == "go" else _CC

    def made_of(cache: Cache, architecture: str) -> tuple[Blob, ...]:
        return (
            _distroless(cache, packages, architecture),
            *([languages.node_binary(cache, architecture)] if with_node else []),
            *([_busybox(cache, architecture)] if debug else []),
        )

    return StandIn(
        name,
        family,
        made_of,
        environment=_DEBUG_ENV if debug else _DISTROLESS_ENV,
        config=_NODE_CONFIG if with_node else _NONROOT_CONFIG,
        architectures=_BOTH,
        builds=False,
    )


STAND_INS = (
    StandIn(
        "docker.io/library/node:22-bookworm",
        "node",
        lambda cache, _: (debian.root(cache, FULL), languages.node(cache)),
        environment=_NODE_ENV,
        config={"Cmd": ["node"]},
    ),
    StandIn(
        "docker.io/library/node:22-bookworm-slim",
        "node",
        lambda cache, _: (debian.root(cache, SLIM), languages.node(cache)),
        environment=_NODE_ENV,
        config={"Cmd": ["node"]},
    ),
    _runtime(f"{_DISTROLESS_NODE}:nonroot", "node", debug=False),
    _runtime(f"{_DISTROLESS_NODE}:debug-nonroot", "node", debug=True),
    StandIn(
        "docker.io/library/python:3.13-bookworm",
        "python",
        lambda cache, _: (debian.root(cache, FULL), languages.python(cache, FULL)),
        environment={"LANG": "C.UTF-8"},
        config={"Cmd": ["python3"]},
    ),
    StandIn(
        "docker.io/library/python:3.13-slim-bookworm",
        "python",
        lambda cache, _: (debian.root(cache, _PYTHON_SLIM), languages.python(cache, FULL)),
        environment={"LANG": "C.UTF-8"},
        config={"Cmd": ["python3"]},
    ),
    _runtime(f"{_DISTROLESS_CC}:nonroot", "python", debug=False),
    _runtime(f"{_DISTROLESS_CC}:debug-nonroot", "python", debug=True),
    StandIn(
        "docker.io/library/golang:1.26-bookworm",
        "go",
        lambda cache, _: (debian.root(cache, _GO), languages.go(cache)),
        environment={
            "PATH": "/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GOLANG_VERSION": languages.GO,
            "GOPATH": "/go",
            "GOTOOLCHAIN": "local",
        },
        config={"WorkingDir": "/go", "Cmd": ["bash"]},
    ),
    _runtime(f"{_DISTROLESS_STATIC}:nonroot", "go", debug=False),
    _runtime(f"{_DISTROLESS_STATIC}:debug-nonroot", "go", debug=True),
    StandIn(
        "docker.io/joseluisq/static-web-server:2",
        "static",
        lambda cache, architecture: (webserver.server(cache, architecture),),
        config={"Entrypoint": ["/static-web-server"]},
        architectures=_BOTH,
        builds=False,
    ),
)


def of(families: Iterable[str]) -> tuple[StandIn, ...]:
    """The stand-ins that builds of these families start from; raises ValueError for an unknown one."""
    wanted = set(families)
    if unknown := wanted - {one.family for one in STAND_INS}:
        raise ValueError(f"no base images for {', '.join(sorted(unknown))}")
    return tuple(one for one in STAND_INS if one.family in wanted)
