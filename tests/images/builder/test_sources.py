"""Where programs and packages come from: the tools' folder, this machine's Debian, the catalogue of base images."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from benchmarks.images.builder import Builder, catalogue, debian, languages, programs
from benchmarks.images.builder.cache import Cache
from benchmarks.images.builder.results import BuilderError
from tools import golang, install

if TYPE_CHECKING:
    from pathlib import Path

NAMES = install.programs((install.IMAGES / "go.mod").read_text())


def test_the_tools_are_those_of_the_named_folder(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).touch(0o755)
    assert programs.tools({programs.VARIABLE: str(tmp_path)}) == tmp_path
    (tmp_path / NAMES[0]).unlink()
    with pytest.raises(BuilderError, match="make image-tools"):
        programs.tools({programs.VARIABLE: str(tmp_path)})


def test_without_a_toolchain_the_tools_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golang, "_candidates", lambda: iter(()))
    with pytest.raises(BuilderError, match="the tools need Go"):
        programs.tools({})


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    assert programs.call("cat", text="in") == "in"
    assert programs.call("pwd", folder=tmp_path) == f"{tmp_path}\n"
    assert programs.call("sh", "-c", "echo $A", environment={"A": "b"}) == "b\n"
    with pytest.raises(BuilderError, match=r"sh -c .* ended with 3:\nwhy"):
        programs.call("sh", "-c", "echo why >&2; exit 3")
    with pytest.raises(BuilderError, match="can't be run"):
        programs.call(tmp_path / "absent")


def test_all_missing_programs_are_named_at_once() -> None:
    programs.needed("sh", "cat")
    with pytest.raises(BuilderError, match="absent-1, absent-2 on PATH"):
        programs.needed("sh", "absent-1", "absent-2")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("sources.list", "deb http://mirror.example/debian bookworm main\n", True),
        ("sources.list.d/debian.sources", "URIs: http://mirror.example/debian\nSuites: bookworm\n", True),
        ("sources.list", "deb http://mirror.example/debian trixie main\n", False),
        ("sources.list", "deb http://mirror.example/ubuntu noble main\n", False),
        ("sources.list", "# deb http://mirror.example/debian bookworm main\n", False),
    ],
)
def test_only_this_machines_own_debian_of_that_release_counts(
    tmp_path: Path, name: str, text: str, found: bool
) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    assert debian.sources("bookworm", tmp_path) == (str(tmp_path / name) if found else "")


FAKE_APT = """#!/bin/sh
echo "$*" >> "$NOTES"
case "$*" in
*update) touch "$NOTES.lists" ;;
*) [ -e "$NOTES.lists" ] || { echo 'E: Unable to locate package' >&2; exit 100; }
   for package; do :; done; echo "$package" > "${package}_1_amd64.deb" ;;
esac
"""
FAKE_DPKG = """#!/bin/sh
mkdir -p "$3/usr/lib/x86_64-linux-gnu" "$3/usr/sbin"
cp "$2" "$3/usr/sbin/$(cat "$2")"
touch "$3/usr/lib/x86_64-linux-gnu/libseccomp.so.2"
"""


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose package lists are missing; the file has a line for each call of apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in {"apt-get": FAKE_APT, "dpkg-deb": FAKE_DPKG}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    return tmp_path / "notes"


def test_packages_are_unpacked_after_the_lists_were_fetched(apt: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    debian.unpack(["one"], folder)
    assert (folder / "usr/sbin/one").read_text() == "one\n"
    assert [path.name for path in folder.iterdir()] == ["usr"]
    calls = [line.rpartition("APT::Sandbox::User=root ")[2] for line in apt.read_text().splitlines()]
    assert calls == ["download one", "update", "download one"]


def test_runc_is_run_with_the_library_beside_it(apt: Path, tmp_path: Path) -> None:
    helpers = debian.helpers(Cache(tmp_path / "cache"))
    program = helpers.folder / "usr/sbin/runc"
    program.write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH" "$@"\n')
    program.chmod(0o755)
    assert programs.call(helpers.runc, "run", "a b") == f"{helpers.folder}/usr/lib/x86_64-linux-gnu run a b\n"


def test_every_base_image_has_a_family_and_a_full_name() -> None:
    names = [one.name for one in catalogue.STAND_INS]
    assert len(set(names)) == len(names)
    for name in names:
        host, *path = name.split("/")
        assert "." in host
        assert path[-1].count(":") == 1
    assert len(catalogue.of(["node", "python", "go", "static"])) == len(names)
    assert {one.family for one in catalogue.of(["go"])} == {"go"}


def test_what_runs_is_there_for_both_platforms_and_knows_nothing_of_this_machine() -> None:
    runtime = [one for one in catalogue.STAND_INS if "distroless" in one.name or "web-server" in one.name]
    assert {(one.architectures, one.builds) for one in runtime} == {(("amd64", "arm64"), False)}
    assert {one.config["User"] for one in runtime if "distroless" in one.name} == {"65532"}


def test_an_unknown_family_is_named() -> None:
    with pytest.raises(ValueError, match="no base images for cobol, lisp"):
        Builder(["node", "lisp", "cobol"])


def test_the_versions_are_those_of_the_tags() -> None:
    names = " ".join(one.name for one in catalogue.STAND_INS)
    assert f"node:{languages.NODE.partition('.')[0]}-" in names
    assert f"golang:{languages.GO.rpartition('.')[0]}-" in names
    assert f"python:{languages.PYTHON}-" in names


def test_a_distroless_tree_has_users_and_nothing_to_execute(tmp_path: Path) -> None:
    for name in ("usr/bin/openssl", "usr/lib/x/gconv/a.so", "usr/lib/x/libc.so.6", "var/lib/dpkg/status", "etc/apt/a"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "bin").symlink_to("usr/bin")
    catalogue.finish(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()}
    assert left == {"usr/lib/x/libc.so.6", "etc/passwd", "etc/group"}
    assert "nonroot:x:65532:65532:" in (tmp_path / "etc/passwd").read_text()
    assert (tmp_path / "tmp").stat().st_mode & 0o7777 == 0o1777
