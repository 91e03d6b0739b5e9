"""The ignore file beside each Dockerfile: what a build may read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.targets.docker.made import Made, made

NODE: dict[str, Any] = {
    "language": "node", "version": "22", "packageManager": "pnpm", "directory": "apps/api", "entry": "dist/index.js",
}  # fmt: skip
PNPM = [".npmrc", ".pnpmfile.cjs", "package.json", "patches", "pnpm-lock.yaml", "pnpm-workspace.yaml"]
YARN = ["**/package.json", ".yarn/patches", ".yarn/plugins", ".yarnrc.yml", "package.json", "yarn.lock"]


def patterns(one: Made) -> list[str]:
    """The patterns in their order."""
    return [line for line in one.ignore.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, ["apps/api", *PNPM]),
        ({"directory": "."}, [*PNPM, "src"]),
        ({"sources": ["libs", "tsconfig.json"]}, ["apps/api", "libs", "tsconfig.json", *PNPM]),
        ({"files": [{"source": "data", "path": "/d"}]}, ["apps/api", "data", *PNPM]),
        ({"packageManager": "npm"}, [".npmrc", "apps/api", "package-lock.json", "package.json"]),
        ({"packageManager": "yarn"}, ["apps/api", *YARN]),
        ({"packageManager": "yarn", "directory": "."}, [*YARN[1:], "src"]),
        ({"packageManager": "npm", "package": "api", "turbo": "2.5"}, [".npmrc", "apps/api", "package-lock.json"]),
        ({"directory": "web/api", "workspace": "web"}, ["web/api", *(f"web/{file}" for file in PNPM)]),
    ],
)
def test_only_what_the_build_reads_is_allowed(changes: dict[str, Any], allowed: list[str]) -> None:
    one = made({**NODE, **changes})
    expected = {*allowed, *({"package.json", "turbo.json"} if "turbo" in changes else ())}
    assert one.allowed == sorted(expected)
    assert patterns(one)[0] == "*", "nothing enters but what comes after"


@pytest.mark.parametrize("pattern", ["**/.git", "**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/.netrc", "**/.ssh"])
def test_secrets_and_history_are_denied_after_all_that_is_allowed(pattern: str) -> None:
    found = patterns(made({**NODE, "sources": ["site/dist"]}))
    last = max(index for index, one in enumerate(found) if one.startswith("!"))
    assert found.index(pattern) > last


@pytest.mark.parametrize("pattern", ["**/node_modules", "**/dist", "**/.turbo", "**/coverage", "**/.venv"])
def test_results_of_builds_are_denied_after_the_folders_that_hold_them(pattern: str) -> None:
    found = patterns(made(NODE))
    assert found.index(pattern) > found.index("!apps/api")


def test_a_result_that_is_named_itself_enters() -> None:
    found = patterns(made({**NODE, "sources": ["site/dist", "district"]}))
    assert found.index("**/dist") < len(found) - 1 - found[::-1].index("!site/dist")
    assert found.count("!site/dist") == 2
    assert found.count("!district") == 1
    served = made({"language": "static", "version": "2.42", "entry": "dist"})
    assert patterns(served).count("!dist") == 2


def test_each_line_is_one_pattern_without_anything_to_expand() -> None:
    assert all(re.fullmatch(r"!?[A-Za-z0-9_@./*+-]+", line) for line in patterns(made({**NODE, "sources": ["a@b+c"]})))
