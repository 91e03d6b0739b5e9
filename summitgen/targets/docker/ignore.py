"""The ignore file of a build: nothing enters it but what is named, and of that no secrets and no results of builds."""

from __future__ import annotations

from typing import Any

from summitgen.artifacts import HEADER

RESULTS = ("node_modules", "dist", ".turbo", ".next", "coverage", ".venv", "__pycache__", ".pytest_cache", ".cache")
"""Folders that building and testing make, at any depth; one that is named itself enters all the same."""

DENIED = (
    *("**/.git", "**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx", "**/.netrc", "**/.ssh"),
    *("**/.aws", "**/Dockerfile*", "**/*.tsbuildinfo", "**/*.pyc"),
)
"""Patterns that win over every allowed path, since they come last."""


def ignored(allowed: list[str]) -> dict[str, Any]:
    """The values of the ignore file for the paths that a build may read; of its patterns the last that matches wins."""
    return {
        "header": HEADER,
        "allowed": allowed,
        "results": [f"**/{name}" for name in RESULTS],
        "named": [path for path in allowed if set(path.split("/")) & set(RESULTS)],
        "denied": list(DENIED),
    }
