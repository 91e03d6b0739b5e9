"""The locks hold what pyproject.toml asks for, agree with each other, and pin every file by its digest."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

Pins: TypeAlias = dict[str, str]


def entries(text: str) -> Iterator[str]:
    """The lock's requirements, each with its options on one line."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def pins(name: str) -> Pins:
    """The version of each locked package by its name."""
    found: Pins = {}
    for entry in entries((ROOT / name).read_text()):
        requirement = Requirement(entry.split(" --hash", 1)[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found[canonicalize_name(requirement.name)] = specifier.version
    return found


def asked() -> dict[str, list[str]]:
    """The requirements that each lock has to meet, from pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    runtime, build = project["project"]["dependencies"], groups["build"]
    development = [item for item in groups["dev"] if isinstance(item, str)]
    return {
        "requirements.lock": runtime,
        "requirements-build.lock": build + project["build-system"]["requires"],
        "requirements-dev.lock": runtime + build + development,
    }


def unmet(requirements: list[str], locked: Pins) -> list[str]:
    """The requirements that no pin meets."""
    return [text for text in requirements if not _meets(Requirement(text), locked)]


def _meets(requirement: Requirement, locked: Pins) -> bool:
    version = locked.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_meets_what_is_asked(name: str) -> None:
    assert unmet(asked()[name], pins(name)) == []


def test_an_absent_or_older_pin_does_not_meet_a_requirement() -> None:
    assert unmet(["Some_Thing>=2", "other", "third<3"], {"some-thing": "1.9", "third": "2"}) == [
        "Some_Thing>=2",
        "other",
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_hashed_and_names_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    found = list(entries(text))
    assert found
    assert [entry for entry in found if not HASH.search(entry)] == []
    assert not re.search(r"://|--index-url|--find-links|file:|^-e |/home/|/tmp/|/root/", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-build.lock"])
def test_the_narrower_locks_pin_what_the_development_lock_does(name: str) -> None:
    wide = pins("requirements-dev.lock")
    assert {package: wide.get(package) for package in pins(name)} == pins(name)


def test_what_only_development_needs_is_not_installed_at_run_time() -> None:
    development = {canonicalize_name(Requirement(item).name) for item in asked()["requirements-dev.lock"]}
    runtime = {canonicalize_name(Requirement(item).name) for item in asked()["requirements.lock"]}
    assert set(pins("requirements.lock")).isdisjoint(development - runtime)
